import { z } from 'zod';
import { type SignalConnection } from './SignalConnection';
import { type ConnectionLimits } from './limits';

/**
 * @seam The payload that `DefaultSignalsService` publishes.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/signals-node/src/DefaultSignalsService.ts
 */
const signalSchema = z.object({
  channel: z.string().min(1),
  message: z.record(z.string(), z.unknown()),
  recipients: z.union([
    z.object({ type: z.literal('broadcast') }),
    z.object({
      type: z.literal('user'),
      entityRef: z.union([z.string(), z.array(z.string())]),
    }),
  ]),
});

/** Delivers signals to the connections of this instance. */
export class SignalHub {
  readonly #connections = new Set<SignalConnection>();
  readonly #pingTimer: NodeJS.Timeout;
  #isClosed = false;

  constructor(limits: ConnectionLimits) {
    this.#pingTimer = setInterval(
      () => this.#connections.forEach(connection => connection.ping()),
      limits.pingInterval,
    ).unref();
  }

  /** Whether the instance is shutting down. */
  get isClosed() {
    return this.#isClosed;
  }

  add(connection: SignalConnection) {
    this.#connections.add(connection);
    connection.onClose(() => this.#connections.delete(connection));
  }

  /**
   * Delivers a signal to its recipients among the connections.
   *
   * @returns false for a payload that is not a signal
   */
  deliver(payload: unknown): boolean {
    const { data: signal } = signalSchema.safeParse(payload);
    if (!signal) {
      return false;
    }
    const { channel, message, recipients } = signal;
    const entityRefs =
      recipients.type === 'user' ? [recipients.entityRef].flat() : undefined;
    const text = JSON.stringify({ channel, message });
    this.#connections.forEach(connection => {
      if (connection.receives(channel, entityRefs)) {
        connection.send(text);
      }
    });
    return true;
  }

  /** Closes every connection. Open pages reconnect, to another instance. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pingTimer);
    await Promise.all(
      [...this.#connections].map(connection => connection.close('restart')),
    );
  }
}
