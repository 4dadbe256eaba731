import { setTimeout } from 'node:timers/promises';

/** Half a minute, during which a page must only wait. */
const OUTAGE_MS = 30_000;

/** Resolves when an outage has lasted for half a minute. */
export async function waitForOutage(): Promise<void> {
  await setTimeout(OUTAGE_MS);
}
