import {
  readCommandLine,
  readList,
  readNumber,
} from 'tools/lib/commandLine.mts';
import { databaseNames, type DatabaseName } from './workspaceDatabases.mts';

/** What `yarn bench:sign-in` measures. */
export interface Options {
  /** Whether to measure one backend for a long time, instead of a comparison. */
  endurance: boolean;
  /** Sizes of the catalog, in users. */
  users: number[];
  /** Delays of the stub's responses, in milliseconds. */
  latencies: number[];
  /** The databases for the sessions. */
  databases: DatabaseName[];
  /** Sign-ins of each provider; `undefined` for the default of the latency, or of the endurance test. */
  count: number | undefined;
  /** How many times each backend is started. */
  starts: number;
}

export const help = `Usage: yarn bench:sign-in [--users 1000,50000] [--latency 0,50,150] [--database sqlite,postgres]
                          [--count N] [--starts N]
       yarn bench:sign-in --endurance [--database sqlite,postgres] [--count N]

Compares the sign-in of this repository with the published provider, and a refresh with the least that
any refresh has to do.

  --users LIST     sizes of the catalog, in users (default: 1000,50000)
  --latency LIST   milliseconds that Bitbucket takes for a response (default: 0,50,150)
  --database LIST  database of the sessions: sqlite, postgres or both (default: both)
  --count N        sign-ins of each provider (default: 300 without latency, 60 with)
  --starts N       how many times the backends are started for them (default: 5)

With --endurance it prints the memory of one backend of this repository, with 1,000 users and no latency,
at the start and after each tenth of the sign-ins. Ten refreshes follow each sign-in.

  --count N        sign-ins (default: 20000)`;

/** @throws Error with a message about the options */
export function readOptions(args: string[]): Options {
  const { values } = readCommandLine(help, {
    args,
    options: {
      endurance: { type: 'boolean', default: false },
      users: { type: 'string' },
      latency: { type: 'string' },
      database: { type: 'string', default: databaseNames.join(',') },
      count: { type: 'string' },
      starts: { type: 'string' },
    },
  });
  const { endurance, users, latency, database, count, starts } = values;
  if (endurance && (users ?? latency ?? starts) !== undefined) {
    throw new Error(
      '--endurance uses one size of the catalog, no latency and one start. Remove --users, --latency and --starts.',
    );
  }
  return {
    endurance,
    users: readList(users ?? '1000,50000', text =>
      readNumber('--users', text, 20),
    ),
    latencies: readList(latency ?? '0,50,150', text =>
      readNumber('--latency', text, 0),
    ),
    databases: readList(database, readDatabase),
    count: count === undefined ? undefined : readNumber('--count', count, 1),
    starts: readNumber('--starts', starts ?? '5', 1),
  };
}

/** Returns how many sign-ins of each provider are measured after each start. */
export function countFor({ count, starts }: Options, latency: number): number {
  return Math.ceil((count ?? (latency === 0 ? 300 : 60)) / starts);
}

/** Returns the number of sign-ins in the endurance test. */
export function enduranceCountFor({ count }: Options): number {
  return count ?? 20_000;
}

export function readDatabase(text: string): DatabaseName {
  const name = databaseNames.find(each => each === text);
  if (!name) {
    throw new Error(
      `--database accepts ${databaseNames.join(' and ')}; it found "${text}".`,
    );
  }
  return name;
}
