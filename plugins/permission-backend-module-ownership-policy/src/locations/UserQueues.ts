/** A page of the portal sends one request at a time. */
const MOST_OPEN = 20;

/** A user sent too many requests at the same time. Backstage returns the status code. */
export class TooManyRequestsError extends Error {
  name = 'TooManyRequestsError';
  readonly statusCode = 429;
}

/** The running and waiting tasks of a user. The last one never rejects. */
interface Queue {
  open: number;
  last: Promise<unknown>;
}

/** Runs the tasks of each user one after the other. */
export class UserQueues {
  readonly #queues = new Map<string, Queue>();

  /** @throws TooManyRequestsError if 20 tasks of the user run or wait */
  async run<T>(userEntityRef: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(userEntityRef) ?? {
      open: 0,
      last: Promise.resolve(),
    };
    if (queue.open >= MOST_OPEN) {
      throw new TooManyRequestsError(
        `The portal is already processing ${MOST_OPEN} of your requests to refresh or unregister locations. Wait until some of them are finished.`,
      );
    }
    const result = queue.last.then(task);
    queue.open += 1;
    queue.last = result.catch(() => {});
    this.#queues.set(userEntityRef, queue);
    try {
      return await result;
    } finally {
      queue.open -= 1;
      if (queue.open === 0) {
        this.#queues.delete(userEntityRef);
      }
    }
  }
}
