import { parseArgs } from 'node:util';

/** What `yarn bench:sign-in` measures. */
export type Options = {
  /** Sizes of the catalog, in users. */
  users: number[];
  /** Milliseconds by which Bitbucket's stand-in delays each answer. */
  latencies: number[];
  /** Sign-ins of each provider; `undefined` for the number that suits the latency. */
  count: number | undefined;
  /** How often each backend is started anew. */
  starts: number;
};

export const help = `Usage: yarn bench:sign-in [--users 1000,50000] [--latency 0,50,150] [--count N] [--starts N]

Compares the sign-in of this repository with the published provider.

  --users LIST    sizes of the catalog, in users (default: 1000,50000)
  --latency LIST  milliseconds that Bitbucket takes for an answer (default: 0,50,150)
  --count N       sign-ins of each provider (default: 300 without latency, 60 with)
  --starts N      how often the backends are started anew for them (default: 5)
`;

/** @throws Error with a sentence for the person who typed the options */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '1000,50000' },
      latency: { type: 'string', default: '0,50,150' },
      count: { type: 'string' },
      starts: { type: 'string', default: '5' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    return 'help';
  }
  const { users, latency, count, starts } = values;
  return {
    users: users.split(',').map(text => readNumber('--users', text, 20)),
    latencies: latency.split(',').map(text => readNumber('--latency', text, 0)),
    count: count === undefined ? undefined : readNumber('--count', count, 1),
    starts: readNumber('--starts', starts, 1),
  };
}

/** How many sign-ins of each provider are measured after each start. */
export function countFor({ count, starts }: Options, latency: number): number {
  return Math.ceil((count ?? (latency === 0 ? 300 : 60)) / starts);
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
