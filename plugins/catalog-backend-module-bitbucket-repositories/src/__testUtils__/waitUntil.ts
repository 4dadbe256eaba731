import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for the catalog, which processes entities in the background. The time limit is that of the test. */
export async function waitUntil(
  isReady: () => boolean | Promise<boolean>,
): Promise<void> {
  while (!(await isReady())) {
    await sleep(50);
  }
}
