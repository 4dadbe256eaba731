import { parseArgs } from 'node:util';

/** What `yarn bench:sign-in` measures. */
export type Options = {
  /** Sizes of the catalog, in users. */
  users: number[];
  /** Milliseconds by which Bitbucket's stand-in delays each answer. */
  latencies: number[];
  /** Sign-ins of each provider; `undefined` for the number that suits the latency. */
  count: number | undefined;
};

export const help = `Usage: yarn bench:sign-in [--users 1000,50000] [--latency 0,50,150] [--count N]

Compares the sign-in of this repository with the published provider.

  --users LIST    sizes of the catalog, in users (default: 1000,50000)
  --latency LIST  milliseconds that Bitbucket takes for an answer (default: 0,50,150)
  --count N       sign-ins of each provider (default: 200 without latency, 60 with)
`;

/** @throws Error with a sentence for the person who typed the options */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '1000,50000' },
      latency: { type: 'string', default: '0,50,150' },
      count: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    return 'help';
  }
  const { users, latency, count } = values;
  return {
    users: users.split(',').map(text => readNumber('--users', text, 20)),
    latencies: latency.split(',').map(text => readNumber('--latency', text, 0)),
    count: count === undefined ? undefined : readNumber('--count', count, 1),
  };
}

/** How many sign-ins of each provider are measured. */
export function countFor({ count }: Options, latency: number): number {
  return count ?? (latency === 0 ? 200 : 60);
}

function readNumber(option: string, text: string, least: number): number {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  if (!(number >= least)) {
    throw new Error(
      `${option} wants whole numbers from ${least} on; it found "${text}".`,
    );
  }
  return number;
}
