import type { AllSamples, Sample, Samples } from './measure.mts';
import { mean, median, quantile } from './statistics.mts';

/** What was measured with one size of the catalog and one latency. */
export type Cell = {
  users: number;
  /** Milliseconds that Bitbucket takes for an answer. */
  latency: number;
  samples: AllSamples;
};

const head = [
  'Users',
  'Bitbucket ms',
  'Provider',
  'Sign-in ms (p95)',
  'Refresh ms (p95)',
  'Requests, sign-in + refresh',
  'New connections',
  'CPU ms, sign-in + refresh',
  'n',
];

/** One line for each backend in each cell, in Markdown. */
export function formatTable(cells: Cell[]): string {
  const lines = cells.flatMap(({ users, latency, samples }) =>
    [...samples].map(([name, { signIns, refreshes }]) => [
      users,
      latency,
      name,
      times(signIns),
      times(refreshes),
      both(signIns, refreshes, ({ requests }) => requests, 1),
      both(signIns, refreshes, ({ connections }) => connections, 2),
      both(signIns, refreshes, ({ cpuMilliseconds }) => cpuMilliseconds, 1),
      signIns.length,
    ]),
  );
  return [head, head.map(() => '---'), ...lines]
    .map(line => `| ${line.join(' | ')} |`)
    .join('\n');
}

/** For each cell, what a backend takes compared with the published provider; below 1 is less. */
export function formatRatios(cells: Cell[]): string {
  return cells
    .flatMap(({ users, latency, samples }) => {
      const published = samples.get('published')!;
      return [...samples]
        .filter(([name]) => name !== 'published')
        .map(([name, own]) => {
          const ratio = (take: (from: Samples) => number) =>
            (take(own) / take(published)).toFixed(2);
          return `${name} / published, ${users} users, ${latency} ms: sign-in ${ratio(
            ({ signIns }) => median(signIns.map(timeOf)),
          )}, refresh ${ratio(({ refreshes }) =>
            median(refreshes.map(timeOf)),
          )}, CPU ${ratio(({ signIns }) => mean(signIns.map(cpuOf)))} + ${ratio(
            ({ refreshes }) => mean(refreshes.map(cpuOf)),
          )}`;
        });
    })
    .join('\n');
}

function timeOf({ milliseconds }: Sample): number {
  return milliseconds;
}

function cpuOf({ cpuMilliseconds }: Sample): number {
  return cpuMilliseconds;
}

function times(samples: Sample[]): string {
  const values = samples.map(timeOf);
  return `${median(values).toFixed(1)} (${quantile(values, 0.95).toFixed(1)})`;
}

function both(
  signIns: Sample[],
  refreshes: Sample[],
  take: (sample: Sample) => number,
  digits: number,
): string {
  return [signIns, refreshes]
    .map(samples => mean(samples.map(take)).toFixed(digits))
    .join(' + ');
}
