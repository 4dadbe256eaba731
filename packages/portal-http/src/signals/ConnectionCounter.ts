import { type Socket } from 'node:net';

/** Counts the open connections of each user or client address. */
export class ConnectionCounter {
  readonly #counts = new Map<string, number>();

  constructor(private readonly max: number) {}

  /**
   * Counts a connection until it closes.
   *
   * @returns false, and does not count the connection, if the key has reached its limit
   */
  admit(key: string, socket: Socket): boolean {
    if (socket.destroyed) {
      // If the connection has closed already, no event would release it.
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
