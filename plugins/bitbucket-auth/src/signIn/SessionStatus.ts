import { type BitbucketSessionStatus } from './BitbucketAuthConnector';

/** The current status and its listeners. */
export class SessionStatus {
  readonly #listeners = new Set<() => void>();
  #current: BitbucketSessionStatus = { state: 'idle' };

  get current(): BitbucketSessionStatus {
    return this.#current;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls the listeners if the status has changed, and after each failure. */
  set(status: BitbucketSessionStatus) {
    if (status.state !== 'failed' && isSame(status, this.#current)) {
      return;
    }
    this.#current = status;
    this.#listeners.forEach(listener => listener());
  }
}

function isSame(one: BitbucketSessionStatus, other: BitbucketSessionStatus) {
  return one.state === 'waiting' && other.state === 'waiting'
    ? one.message === other.message && one.canSignIn === other.canSignIn
    : one.state === other.state;
}
