import { countCalls } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 60_000;

interface Budget {
  knex: Knex;
  /** Of the counted calls. */
  key: string;
  /** Calls per hour. */
  limit: number;
}

/** Returns whether at least half of the calls of the hour are free, which are for the pages. */
export async function isHalfFree({
  key,
  knex,
  limit,
}: Budget): Promise<boolean> {
  return (await countCalls(knex, key)) * 2 <= limit;
}

/** Returns a function that waits until at least half of the calls of the hour are free. */
export function untilHalfFree(budget: Budget) {
  return async (signal?: AbortSignal): Promise<void> => {
    while (!(await isHalfFree(budget))) {
      await sleep(PAUSE_MS, undefined, { signal });
    }
  };
}
