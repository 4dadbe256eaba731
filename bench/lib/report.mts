import type { AllSamples, Sample, Samples } from './measure.mts';
import { mean, median, quantile } from './statistics.mts';
import type { DatabaseName } from './workspaceDatabases.mts';

/** The results for one size of the catalog, one latency and one database of the sessions. */
export interface Cell {
  users: number;
  /** Milliseconds that Bitbucket takes for a response. */
  latency: number;
  database: DatabaseName;
  samples: AllSamples;
}

const head = [
  'Users',
  'Bitbucket ms',
  'Database',
  'Provider',
  'Sign-in ms (p95)',
  'Refresh ms (p95)',
  'Requests, sign-in + refresh',
  'New connections',
  'CPU ms, sign-in + refresh',
  'n',
];

/** Returns one Markdown line for each backend in each cell. */
export function formatTable(cells: Cell[]): string {
  const lines = cells.flatMap(({ users, latency, database, samples }) =>
    [...samples].map(([name, { signIns, refreshes }]) => [
      users,
      latency,
      database,
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

/**
 * Returns the cost of a backend relative to the published provider for each cell; below 1 is cheaper.
 */
export function formatRatios(cells: Cell[]): string {
  return cells
    .flatMap(cell => {
      const { samples } = cell;
      const published = samples.get('published')!;
      return [...samples]
        .filter(([name]) => name !== 'published')
        .map(([name, own]) => {
          const ratio = (take: (from: Samples) => number) =>
            (take(own) / take(published)).toFixed(2);
          return `${name} / published, ${describe(cell)}: sign-in ${ratio(
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

/** Returns the distance of a refresh from the minimum of every refresh for each cell. */
export function formatFloors(cells: Cell[]): string {
  return cells
    .flatMap(cell =>
      [...cell.samples]
        .filter(([, { floors }]) => floors.length > 0)
        .map(([name, { refreshes, floors }]) => {
          const [own, least] = [refreshes, floors].map(each =>
            each.map(timeOf),
          );
          const [middle, floor] = [median(own), median(least)];
          const [p95, floorP95] = [quantile(own, 0.95), quantile(least, 0.95)];
          return `${name}, ${describe(cell)}: refresh ${middle.toFixed(
            1,
          )} ms is ${distance(middle, floor)} the floor of ${floor.toFixed(
            1,
          )} ms (p95: ${p95.toFixed(1)}, ${distance(p95, floorP95)})`;
        }),
    )
    .join('\n');
}

function distance(milliseconds: number, floor: number): string {
  const difference = milliseconds - floor;
  return `${Math.abs(difference).toFixed(1)} ms ${
    difference < 0 ? 'below' : 'above'
  }`;
}

function describe({ users, latency, database }: Cell): string {
  return `${users} users, ${latency} ms, ${database}`;
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
