// Compares the sign-in of this repository with the published provider, on this machine, in one run.
// Alternatively prints the memory of a backend during many sign-ins.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import { Helpers, variants } from './lib/backends.mts';
import { endure, enduranceUsers, enduranceVariant } from './lib/endurance.mts';
import { formatHead } from './lib/enduranceReport.mts';
import { measure } from './lib/measure.mts';
import { withMeeting } from './lib/meeting.mts';
import {
  countFor,
  enduranceCountFor,
  help,
  readOptions,
  type Options,
} from './lib/options.mts';
import {
  formatFloors,
  formatRatios,
  formatTable,
  type Cell,
} from './lib/report.mts';
import { orRefuse } from 'tools/lib/commandLine.mts';
import type { DatabaseName } from './lib/workspaceDatabases.mts';

/** Rounds that do not count: the first after a start, and after a change of latency. */
const warmUp = { start: 25, change: 3 };

const interrupted = new AbortController();
const { signal } = interrupted;
const helpers = new Helpers(signal);

async function measureCells(
  { users, database }: { users: number; database: DatabaseName },
  options: Options,
  folder: string,
): Promise<Cell[]> {
  const cells: Cell[] = options.latencies.map(latency => ({
    users,
    latency,
    database,
    samples: new Map(),
  }));
  // The speed of two processes with the same code can differ by several percent for their whole
  // lifetime.
  for (let start = 1; start <= options.starts; start++) {
    const place = {
      ...{ variants, users, database },
      folder: join(folder, `${database}-${users}-${start}`),
    };
    await withMeeting(place, helpers, async meeting => {
      await measure(meeting, { latency: 0, count: warmUp.start, signal });
      for (const { latency, samples } of cells) {
        const count = countFor(options, latency);
        console.error(`${count} sign-ins each at ${latency} ms …`);
        await measure(meeting, { latency, count: warmUp.change, signal });
        await measure(meeting, { latency, count, signal }, samples);
      }
    });
  }
  return cells;
}

async function compare(options: Options, folder: string): Promise<void> {
  const cells: Cell[] = [];
  for (const users of options.users) {
    for (const database of options.databases) {
      cells.push(...(await measureCells({ users, database }, options, folder)));
    }
  }
  const parts = [formatTable(cells), formatRatios(cells), formatFloors(cells)];
  console.log(`\n${parts.join('\n\n')}`);
}

async function endureAll(options: Options, folder: string): Promise<void> {
  const count = enduranceCountFor(options);
  for (const database of options.databases) {
    const place = {
      variants: [enduranceVariant],
      users: enduranceUsers,
      database,
      folder: join(folder, database),
    };
    await withMeeting(place, helpers, async meeting => {
      console.log(`\nSessions in ${database}:\n\n${formatHead()}`);
      await endure(meeting, { count, signal });
    });
  }
}

async function main(): Promise<number> {
  const options = orRefuse(help, () => readOptions(process.argv.slice(2)));
  const folder = mkdtempSync(join(tmpdir(), 'bench-sign-in-'));
  // The PostgreSQL server runs as another user if this process runs as root.
  chmodSync(folder, 0o755);
  // Also runs when the PostgreSQL package ends this process after a signal.
  process.once('exit', () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  );
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      interrupted.abort();
      helpers.endAll();
    });
  }
  await (options.endurance ? endureAll : compare)(options, folder);
  return 0;
}

main().then(
  code => process.exit(code),
  error => {
    const { aborted } = interrupted.signal;
    console.error(aborted ? 'Interrupted.' : describeFailure(error));
    process.exit(aborted ? 130 : 1);
  },
);
