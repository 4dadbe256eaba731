import { Socket } from 'node:net';

/** Counts the open connections of each user or address. */
export class ConnectionCounter {
  readonly #counts = new Map<string, number>();

  constructor(private readonly max: number) {}

  /**
   * Counts a connection until it is closed.
   *
   * @returns false, and does not count it, if the key has the most connections that it may have
   */
  admit(key: string, socket: Socket): boolean {
    if (socket.destroyed) {
      // It may have closed already, and then would never be released.
      return true;
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.max) {
      return false;
    }
    this.#counts.set(key, count + 1);
    socket.once('close', () => this.#release(key));
    return true;
  }

  #release(key: string) {
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) {
      this.#counts.set(key, count - 1);
    } else {
      this.#counts.delete(key);
    }
  }
}
