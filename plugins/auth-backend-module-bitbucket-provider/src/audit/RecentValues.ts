import { sha256 } from '../model/secret';

const MAX_VALUES = 10_000;

/** Remembers the last values that it was given, as SHA-256. */
export class RecentValues {
  readonly #values = new Set<string>();

  /** Returns false if it was given the value before. */
  add(value: string): boolean {
    const digest = sha256(value);
    if (this.#values.has(digest)) {
      return false;
    }
    this.#values.add(digest);
    if (this.#values.size > MAX_VALUES) {
      const [oldest] = this.#values;
      this.#values.delete(oldest);
    }
    return true;
  }
}
