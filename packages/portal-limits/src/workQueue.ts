import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import pLimit from 'p-limit';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** Work that takes less time needs no pause. */
const SHORT_MS = 2;
const LONGEST_BREAK_MS = 50;

/** Runs a function that keeps the event loop busy, after all earlier functions have finished. */
export type RunInTurn = <T>(work: () => T) => Promise<T>;

/**
 * Creates a queue for work that keeps the event loop busy, such as parsing a file. Each piece of work is
 * within the limits. Without a queue, the portal would parse the files of many requests without a pause.
 *
 * After each piece, the queue pauses for the duration of the piece, at most 50 milliseconds, so that the
 * portal serves other requests.
 */
export function createWorkQueue(): RunInTurn {
  const limit = pLimit(1);
  return work =>
    limit(async () => {
      const start = performance.now();
      try {
        return work();
      } finally {
        const time = performance.now() - start;
        if (time > SHORT_MS) {
          await setTimeout(Math.min(time, LONGEST_BREAK_MS));
        }
      }
    });
}

/** The queue of all plugins of an instance, which share one event loop. */
export const workQueueServiceRef = createServiceRef<RunInTurn>({
  id: 'limits.work-queue',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({ service, deps: {}, factory: createWorkQueue }),
});
