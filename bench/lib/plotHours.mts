import type { Hour } from './sessionsReport.mts';

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 60;
const BOTTOM = 40;
const TOP = 40;
const LIMIT = 1000;

/** Returns a bar chart of the requests per hour, with the limits of Bitbucket and of the goal. */
export function plotHours(title: string, hours: Hour[]): string {
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const y = (calls: number) => HEIGHT - BOTTOM - (calls / LIMIT) * plotHeight;
  const step = (WIDTH - LEFT - 20) / hours.length;
  const bars = hours.map(({ hour, calls }, index) => {
    const x = LEFT + index * step;
    return `  <rect x="${(x + 6).toFixed(1)}" y="${y(calls).toFixed(
      1,
    )}" width="${(step - 12).toFixed(1)}" height="${(
      HEIGHT -
      BOTTOM -
      y(calls)
    ).toFixed(1)}" fill="#0c56d0"/>
  <text x="${(x + step / 2).toFixed(1)}" y="${
      HEIGHT - BOTTOM + 18
    }" text-anchor="middle">${hour}:00</text>`;
  });
  const line = (calls: number, label: string) =>
    `  <line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(calls)}" y2="${y(
      calls,
    )}" stroke="#ae2a19" stroke-dasharray="4 4"/>
  <text x="${LEFT - 8}" y="${y(calls) + 4}" text-anchor="end">${calls}</text>
  <text x="${WIDTH - 20}" y="${
      y(calls) - 5
    }" text-anchor="end">${label}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${title}: requests to Bitbucket in each hour">
  <rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
  <text x="${LEFT}" y="22" font-size="14" font-weight="bold">${title}: requests to Bitbucket in each hour</text>
${bars.join('\n')}
${line(800, 'goal')}
${line(LIMIT, 'limit of Bitbucket')}
</svg>
`;
}
