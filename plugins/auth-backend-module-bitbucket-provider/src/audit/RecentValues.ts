import { sha256 } from '../model/secret';

const MAX_VALUES = 10_000;

/** Stores the last values, as SHA-256. */
export class RecentValues {
  readonly #values = new Set<string>();

  /** Returns false if the value was added before. */
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
