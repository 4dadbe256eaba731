import type { BitbucketAddress } from './bitbucket.mts';
import type { Helper } from './messages.mts';
import { SignInClient, type Session } from '../../e2e/portal/SignInClient.mts';
import { signInIndexes, uuidOf } from './people.mts';
import type { Traffic } from './tls-proxy.mts';

/** A backend that is being measured. */
export type Subject = { name: string; url: string; backend: Helper };

/** One sign-in or one refresh. */
export type Sample = Traffic & {
  /** From the request to the whole answer. */
  milliseconds: number;
  /** Time that the backend's process spent on processors meanwhile. */
  cpuMilliseconds: number;
};

export type Samples = { signIns: Sample[]; refreshes: Sample[] };

export type Meeting = {
  subjects: Subject[];
  bitbucket: Helper;
  address: BitbucketAddress;
  /** Size of the catalog, in users. */
  users: number;
};

/**
 * Signs people in, at each backend in turn, so that whatever else the machine does hits all
 * of them alike.
 */
export async function measure(
  { subjects, bitbucket, address, users }: Meeting,
  options: { latency: number; count: number; signal: AbortSignal },
): Promise<Map<string, Samples>> {
  await bitbucket.ask('latency', options.latency);
  const people = signInIndexes(users);
  const all = new Map<string, Samples>(
    subjects.map(({ name }) => [name, { signIns: [], refreshes: [] }]),
  );
  for (let round = 0; round < options.count; round++) {
    const person = people[round % people.length];
    // Nobody is always the first.
    const first = round % subjects.length;
    const order = [...subjects.slice(first), ...subjects.slice(0, first)];
    for (const { name, url, backend } of order) {
      options.signal.throwIfAborted();
      const client = new SignInClient({
        portalUrl: url,
        standInUrl: address.standInUrl,
        env: 'bench',
      });
      const callback = await client.consent(uuidOf(person));
      const sample = (work: () => Promise<Session>) =>
        takeSample(async () => check(await work(), person), backend, bitbucket);
      const { signIns, refreshes } = all.get(name)!;
      signIns.push(await sample(() => client.comeBack(callback)));
      refreshes.push(await sample(() => client.refresh()));
    }
  }
  return all;
}

async function takeSample(
  work: () => Promise<void>,
  backend: Helper,
  bitbucket: Helper,
): Promise<Sample> {
  await bitbucket.ask<Traffic>('traffic');
  const cpuBefore = await cpuOf(backend);
  const startedAt = performance.now();
  await work();
  const milliseconds = performance.now() - startedAt;
  const cpuMilliseconds = (await cpuOf(backend)) - cpuBefore;
  const traffic = await bitbucket.ask<Traffic>('traffic');
  return { milliseconds, cpuMilliseconds, ...traffic };
}

function check({ userEntityRef }: Session, person: number) {
  if (userEntityRef !== `user:default/person.${person}`) {
    throw new Error(`person.${person} became ${userEntityRef}`);
  }
}

async function cpuOf(backend: Helper): Promise<number> {
  const { user, system } = await backend.ask<NodeJS.CpuUsage>('cpu');
  return (user + system) / 1000;
}
