import { SignInClient } from '@backstage-bitbucket/test-kit';
import { formatStep, type EnduranceStep } from './enduranceReport.mts';
import type { Variant } from './backends.mts';
import type { Meeting } from './measure.mts';
import { signInIndexes, uuidOf } from './people.mts';
import { SessionTable } from './sessionTable.mts';

const clients = 4;
const steps = 10;
const refreshesOfSignIn = 10;
/** Size of the catalog, in users. */
export const enduranceUsers = 1000;

/** The backend for the endurance test. */
export const enduranceVariant: Variant = {
  name: 'ours',
  module: 'ours',
  provider: {
    // Bitbucket allows 1,000 requests per hour. The stub has no limit.
    sessions: { callsPerHour: 100_000_000 },
  },
  nodeOptions: '--expose-gc',
};

/**
 * Signs in users and refreshes sessions as fast as the backend can, and prints its memory after each
 * tenth.
 *
 * @param options - `count`: sign-ins; each is followed by ten refreshes
 */
export async function endure(
  { subjects, bitbucket, address, users }: Meeting,
  options: { count: number; signal: AbortSignal },
): Promise<void> {
  const [{ url, backend, sessions }] = subjects;
  const people = signInIndexes(users).map(uuidOf);
  const table = await SessionTable.open(sessions);
  let signIns = 0;

  /** Signs in users sequentially, up to the given number. */
  async function work(until: number, refreshMs: number[]) {
    while (signIns < until) {
      options.signal.throwIfAborted();
      const person = people[signIns % people.length];
      signIns += 1;
      const client = new SignInClient({
        portalUrl: url,
        stubUrl: address.stubUrl,
        env: 'bench',
      });
      await client.signIn(person);
      for (let refresh = 0; refresh < refreshesOfSignIn; refresh++) {
        const startedAt = performance.now();
        await client.refresh();
        refreshMs.push(performance.now() - startedAt);
      }
    }
  }

  try {
    for (let step = 0; step <= steps; step++) {
      const until = Math.round((options.count * step) / steps);
      const refreshMs: number[] = [];
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: clients }, () => work(until, refreshMs)),
      );
      const seconds = (performance.now() - startedAt) / 1000;
      // Makes the stub delete its journal.
      await bitbucket.ask('traffic');
      const figures: EnduranceStep = {
        share: step / steps,
        signIns,
        refreshes: signIns * refreshesOfSignIn,
        memory: await backend.ask<NodeJS.MemoryUsage>('memory'),
        table: await table.measure(),
        refreshMs,
        seconds,
      };
      console.log(formatStep(figures));
    }
  } finally {
    await table.close();
  }
}
