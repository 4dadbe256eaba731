// Saved before a test replaces the timers, because responses arrive in real time.
const realSetTimeout = setTimeout;

/** Waits in real time, even while the test's timers are fake. */
export async function untilTrue(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (condition()) {
      return;
    }
    await new Promise(resolve => {
      realSetTimeout(resolve, 2);
    });
  }
  throw new Error(`Did not become true: ${condition}`);
}
