/** Runs the tasks of each key one after the other, and tasks of different keys at the same time. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Waits for the earlier tasks of the key, whether they succeed or fail. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const running = before.then(task, task);
    this.#last.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#last.get(key) === running) {
        this.#last.delete(key);
      }
    }
  }
}
