/** Returns a duration, for example `1 h 5 min`, `3 min 20 s` or `4.2 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) {
    return `${Number(Math.max(0, seconds).toFixed(1))} s`;
  }
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0
    ? `${hours} h ${minutes} min`
    : `${minutes} min ${Math.floor(seconds % 60)} s`;
}
