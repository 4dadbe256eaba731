import { setTimeout } from 'node:timers/promises';

/** Pause between two requests of one worker, so that an instance can start under load. */
const PAUSE_MS = 100;

/** Repeats the same requests with several workers until it is stopped. */
export class Load {
  /** Number of completed requests. */
  done = 0;
  /** The error messages of the workers. */
  readonly failures: string[] = [];
  #isOver = false;
  readonly #workers: Promise<void>[];

  /** @param works - each runs in a separate worker; a rejection counts as a failure */
  constructor(works: (() => Promise<unknown>)[], pauseMs = PAUSE_MS) {
    this.#workers = works.map(async work => {
      while (!this.#isOver) {
        await work().catch(error => this.failures.push(String(error)));
        this.done++;
        await setTimeout(pauseMs);
      }
    });
  }

  /** Waits until all workers have completed their current request. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
  }
}
