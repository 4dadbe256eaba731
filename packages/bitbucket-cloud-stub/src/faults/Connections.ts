import type { ServerResponse } from 'node:http';
import type { Exchanges } from '../journal/Exchanges';

/** A promise that never resolves. Nothing references it, so the garbage collector removes it. */
const NEVER = () => new Promise<never>(() => {});

/** The effects of faults on connections, which end with the stub. */
export class Connections {
  readonly #held = new Set<ServerResponse>();
  readonly #waiting = new Map<NodeJS.Timeout, () => void>();

  constructor(private readonly exchanges: Exchanges) {}

  /** Resolves after some milliseconds, or when all requests are released. */
  wait(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        resolve();
      }, milliseconds);
      this.#waiting.set(timer, resolve);
    });
  }

  /** Leaves a request without a response. */
  hold(outgoing: ServerResponse): Promise<never> {
    this.#held.add(outgoing);
    outgoing.once('close', () => this.#held.delete(outgoing));
    return NEVER();
  }

  /** Resets the connection of a request. */
  reset(outgoing: ServerResponse): Promise<never> {
    outgoing.socket?.resetAndDestroy();
    return NEVER();
  }

  /** Announces the whole body, sends its beginning and closes the connection. */
  truncate(
    outgoing: ServerResponse,
    answer: {
      status: number;
      headers: Record<string, string>;
      body: Buffer;
      length: number;
    },
  ): Promise<never> {
    const { status, headers, body, length } = answer;
    const sent = body.subarray(0, length);
    outgoing.writeHead(status, {
      ...headers,
      'content-length': Math.max(body.length, 1),
    });
    this.exchanges.get(outgoing)?.record(sent.toString());
    outgoing.flushHeaders();
    outgoing.write(sent, () => outgoing.socket?.destroy());
    return NEVER();
  }

  /** Releases waiting requests, and closes the connections of held ones. */
  release(): void {
    for (const [timer, resolve] of this.#waiting) {
      clearTimeout(timer);
      resolve();
    }
    this.#waiting.clear();
    for (const outgoing of this.#held) {
      outgoing.socket?.destroy();
    }
    this.#held.clear();
  }
}
