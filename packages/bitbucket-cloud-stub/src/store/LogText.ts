import type { LogPart } from './Pipeline';

const CHUNK = 64 * 1024;

/** The text of a log as bytes, which can be longer than the memory. */
export class LogText {
  readonly #parts: readonly { data: Buffer; repeat: number }[];

  /** @param logs - Text of each log of the seed, by name. */
  constructor(
    parts: readonly LogPart[],
    logs: Readonly<Record<string, string>>,
  ) {
    this.#parts = parts.map(part =>
      'text' in part
        ? { data: Buffer.from(part.text), repeat: part.repeat }
        : { data: Buffer.from(logs[part.log] ?? ''), repeat: part.repeat },
    );
  }

  /** In bytes. */
  get size(): number {
    return this.#parts.reduce(
      (sum, { data, repeat }) => sum + data.length * repeat,
      0,
    );
  }

  /** Returns the bytes from `start` to before `end`, in pieces. */
  *read(start: number, end: number): Generator<Uint8Array> {
    let offset = 0;
    for (const { data, repeat } of this.#parts) {
      const length = data.length * repeat;
      let from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, length);
      while (from < to && data.length > 0) {
        const begin = from % data.length;
        const size = Math.min(data.length - begin, to - from, CHUNK);
        yield new Uint8Array(data.subarray(begin, begin + size));
        from += size;
      }
      offset += length;
    }
  }
}
