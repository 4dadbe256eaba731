import { setTimeout } from 'node:timers/promises';

/** Between two requests of one worker, so that the load leaves room for an instance to start. */
const PAUSE_MS = 100;

/** The same things done again and again by several at a time, until it is stopped. */
export class Load {
  /** How often something was done. */
  done = 0;
  /** What went wrong, in the words of those who did it. */
  readonly failures: string[] = [];
  #isOver = false;
  readonly #workers: Promise<void>[];

  /** @param works - each done by a worker of its own; what rejects has failed */
  constructor(works: (() => Promise<unknown>)[], pauseMs = PAUSE_MS) {
    this.#workers = works.map(async work => {
      while (!this.#isOver) {
        await work().catch(error => this.failures.push(String(error)));
        this.done++;
        await setTimeout(pauseMs);
      }
    });
  }

  /** Lets everybody finish what they are doing. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
  }
}
