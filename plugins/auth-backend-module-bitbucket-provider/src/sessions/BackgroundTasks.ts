import { type LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as delay } from 'node:timers/promises';

/** Work after responses, which the instance completes before it shuts down. */
export class BackgroundTasks {
  readonly #logger: LoggerService;
  readonly #running = new Set<Promise<void>>();
  readonly #shutdown = new AbortController();

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  /**
   * Runs a task. Logs a failure.
   *
   * @param purpose - completes `Could not …`
   * @param task - receives a signal that aborts at the shutdown. The task must not wait after that.
   */
  run(purpose: string, task: (shutdown: AbortSignal) => Promise<void>): void {
    const running = task(this.#shutdown.signal)
      .catch(error => this.#logger.debug(`Could not ${purpose}: ${error}`))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no task is running, or after the time limit. */
  async drain(limitMs: number): Promise<void> {
    this.#shutdown.abort();
    await Promise.race([
      Promise.all(this.#running),
      delay(limitMs, undefined, { ref: false }),
    ]);
  }
}
