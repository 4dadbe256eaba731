import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as delay } from 'node:timers/promises';

/** Work behind responses, which the instance finishes before it ends. */
export class BackgroundTasks {
  readonly #logger: LoggerService;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  /**
   * Runs a task. A failure is a log line.
   *
   * @param purpose - completes `Could not …`
   */
  run(purpose: string, task: () => Promise<void>): void {
    const running = task()
      .catch(error => this.#logger.debug(`Could not ${purpose}: ${error}`))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no task is running, or after the time limit. */
  async drain(limitMs: number): Promise<void> {
    await Promise.race([
      Promise.all(this.#running),
      delay(limitMs, undefined, { ref: false }),
    ]);
  }
}
