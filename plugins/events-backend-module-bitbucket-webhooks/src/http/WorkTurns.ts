import { setImmediate } from 'node:timers/promises';

/**
 * Runs work that keeps the event loop busy one after the other, with a pause before each, so that the portal responds
 * to other requests in between. Without it, the payloads of many webhooks would be parsed without a pause.
 */
export class WorkTurns {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what `work` returns or throws */
  async run<T>(work: () => T): Promise<T> {
    const turn = this.#last.then(() => setImmediate()).then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
