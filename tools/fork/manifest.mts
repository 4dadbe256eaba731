/** Sorts the dependencies of a package.json by name, as Yarn does when it changes them. */
export function sortDependencies(text: string): string {
  const manifest: Record<string, unknown> = JSON.parse(text);
  for (const key of Object.keys(manifest)) {
    if (/^(?:d|devD|peerD|optionalD)ependencies$/.test(key)) {
      manifest[key] = Object.fromEntries(
        Object.entries(manifest[key] as object).sort(([a], [b]) =>
          a < b ? -1 : 1,
        ),
      );
    }
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
