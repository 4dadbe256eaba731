import type { BitbucketAddress, Traffic } from './bitbucket.mts';
import type { Helper } from './messages.mts';
import { SignInClient, type Session } from '@backstage-bitbucket/test-kit';
import { askFloor } from './askFloor.mts';
import { signInIndexes, uuidOf } from './people.mts';
import type { DatabaseConfig } from './workspaceDatabases.mts';

/** A backend under measurement. */
export interface Subject {
  name: string;
  url: string;
  backend: Helper;
  hasFloor: boolean;
  sessions: DatabaseConfig;
}

/** One sign-in, one refresh, or one request to the provider `floor`. */
export type Sample = Traffic & {
  /** From the request to the complete response. */
  milliseconds: number;
  /** CPU time of the backend's process during the request. */
  cpuMilliseconds: number;
};

export interface Samples {
  signIns: Sample[];
  refreshes: Sample[];
  /** Empty if the backend does not contain the provider. */
  floors: Sample[];
}

/** By the name of the backend. */
export type AllSamples = Map<string, Samples>;

export interface Meeting {
  subjects: Subject[];
  bitbucket: Helper;
  address: BitbucketAddress;
  /** Size of the catalog, in users. */
  users: number;
}

/**
 * Signs in users, at each backend in turn, so that other load of the machine affects all of them
 * equally.
 *
 * @param into - receives the samples; without it, the requests are for warming up
 */
export async function measure(
  { subjects, bitbucket, address, users }: Meeting,
  options: { latency: number; count: number; signal: AbortSignal },
  into: AllSamples = new Map(),
): Promise<void> {
  await bitbucket.ask('latency', options.latency);
  const people = signInIndexes(users);
  for (let round = 0; round < options.count; round++) {
    const person = people[round % people.length];
    // The first backend changes with each round.
    const first = round % subjects.length;
    const order = [...subjects.slice(first), ...subjects.slice(0, first)];
    for (const { name, url, backend, hasFloor } of order) {
      options.signal.throwIfAborted();
      const client = new SignInClient({
        portalUrl: url,
        stubUrl: address.stubUrl,
        env: 'bench',
      });
      const callback = await client.consent(uuidOf(person));
      const sample = (work: () => Promise<Session>) =>
        takeSample(async () => check(await work(), person), backend, bitbucket);
      const { signIns, refreshes, floors } = samplesOf(name, into);
      signIns.push(await sample(() => client.comeBack(callback)));
      refreshes.push(await sample(() => client.refresh()));
      if (hasFloor) {
        // Last, so that the two requests above meet the same conditions as those of the other providers.
        floors.push(await sample(() => askFloor(url, uuidOf(person))));
      }
    }
  }
}

function samplesOf(name: string, all: AllSamples): Samples {
  const samples = all.get(name) ?? { signIns: [], refreshes: [], floors: [] };
  all.set(name, samples);
  return samples;
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
