import { once } from 'node:events';
import { type RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { type UpgradeUser } from './authenticateUpgrade';
import { type ConnectionLimits } from './limits';

/**
 * Why the portal closes a connection.
 *
 * @seam The page opens a new connection, with a fresh token, after every code except 1000 and 1001.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/signals/src/api/SignalClient.ts
 */
export const closeCodes = {
  withoutSubscription: 1000,
  binary: 1003,
  invalidMessage: 1008,
  restart: 1012,
  tokenExpired: 4401,
};

export interface SignalConnectionOptions {
  limits: ConnectionLimits;
  user: UpgradeUser;
  webSocket: WebSocket;
}

/** The WebSocket of an open page, with its limits. */
export class SignalConnection {
  readonly #limits: ConnectionLimits;
  readonly #messageSchema;
  readonly #subscriptions = new Set<string>();
  readonly #user: UpgradeUser;
  readonly #webSocket: WebSocket;
  #frames = 0;
  #framesSince = Date.now();
  #idleTimer: NodeJS.Timeout | undefined;
  #isAlive = true;
  #lifetimeTimer: NodeJS.Timeout | undefined;

  constructor({ limits, user, webSocket }: SignalConnectionOptions) {
    this.#limits = limits;
    this.#user = user;
    this.#webSocket = webSocket;
    this.#messageSchema = z.object({
      action: z.enum(['subscribe', 'unsubscribe']),
      channel: z.string().min(1).max(limits.channelLength),
    });
    this.#startTimers();
    webSocket
      .on('message', (data, isBinary) => this.#onMessage(data, isBinary))
      .on('ping', () => this.#countFrame())
      .on('pong', () => this.#countFrame())
      // `ws` closes the connection with the matching code, for example 1009 for a large message. The
      // client can still send data, so the portal terminates the connection if the client does not
      // confirm the close.
      .on('error', () => this.#terminateSoon())
      .on('close', () => {
        clearTimeout(this.#idleTimer);
        clearTimeout(this.#lifetimeTimer);
      });
  }

  onClose(listener: () => void) {
    this.#webSocket.once('close', listener);
  }

  /**
   * Returns whether this connection is a recipient of a signal for these entities, or for all users
   * without them.
   */
  receives(channel: string, entityRefs: string[] | undefined): boolean {
    return (
      this.#isOpen &&
      this.#subscriptions.has(channel) &&
      (!entityRefs ||
        this.#user.ownershipEntityRefs.some(ref => entityRefs.includes(ref)))
    );
  }

  /** Sends a text. Terminates the connection if the client leaves too much unread. */
  send(text: string) {
    if (this.#webSocket.bufferedAmount > this.#limits.unreceivedSize) {
      this.#webSocket.terminate();
    } else {
      // The `error` event closes the connection.
      this.#webSocket.send(text, () => {});
    }
  }

  /** Terminates the connection if it sent nothing since the last call. Otherwise sends a ping. */
  ping() {
    if (!this.#isAlive) {
      this.#webSocket.terminate();
    } else if (this.#isOpen) {
      this.#isAlive = false;
      this.#webSocket.ping();
    }
  }

  /** Resolves when the connection is closed. A client can delay this by up to `limits.closeTime`. */
  async close(code: keyof typeof closeCodes): Promise<void> {
    if (this.#webSocket.readyState === WebSocket.CLOSED) {
      return;
    }
    const closed = once(this.#webSocket, 'close');
    this.#webSocket.close(closeCodes[code]);
    this.#terminateSoon();
    await closed;
  }

  get #isOpen() {
    return this.#webSocket.readyState === WebSocket.OPEN;
  }

  #startTimers() {
    const { lifetime } = this.#limits;
    const { tokenExpiresAt } = this.#user;
    const untilExpiry =
      tokenExpiresAt === undefined ? lifetime : tokenExpiresAt - Date.now();
    this.#lifetimeTimer = setTimeout(
      () => this.close('tokenExpired'),
      Math.min(lifetime, untilExpiry),
    ).unref();
    this.#watchSubscriptions();
  }

  #terminateSoon() {
    const timer = setTimeout(
      () => this.#webSocket.terminate(),
      this.#limits.closeTime,
    ).unref();
    this.#webSocket.once('close', () => clearTimeout(timer));
  }

  #onMessage(data: RawData, isBinary: boolean) {
    if (!this.#countFrame() || !this.#isOpen) {
      return;
    }
    if (isBinary) {
      this.#reject('binary');
      return;
    }
    const { data: message } = this.#messageSchema.safeParse(
      parseJson(String(data)),
    );
    if (message?.action === 'subscribe') {
      this.#subscriptions.add(message.channel);
    } else if (message) {
      this.#subscriptions.delete(message.channel);
    }
    if (!message || this.#subscriptions.size > this.#limits.subscriptions) {
      this.#reject('invalidMessage');
      return;
    }
    this.#watchSubscriptions();
  }

  /**
   * Also counts while the connection is closing: a client can send until the connection is terminated.
   *
   * @returns false, closes the connection and reads no more, if the client sent too many messages in a minute
   */
  #countFrame(): boolean {
    this.#isAlive = true;
    const now = Date.now();
    if (now - this.#framesSince >= 60_000) {
      this.#frames = 0;
      this.#framesSince = now;
    }
    this.#frames += 1;
    if (this.#frames <= this.#limits.messagesPerMinute) {
      return true;
    }
    this.#reject('invalidMessage');
    return false;
  }

  /** Closes the connection. Without the pause, the portal would parse all that the client sends until then. */
  #reject(code: 'binary' | 'invalidMessage') {
    if (this.#isOpen) {
      this.close(code);
    }
    this.#webSocket.pause();
  }

  #watchSubscriptions() {
    clearTimeout(this.#idleTimer);
    if (this.#subscriptions.size === 0) {
      this.#idleTimer = setTimeout(
        () => this.close('withoutSubscription'),
        this.#limits.timeWithoutSubscription,
      ).unref();
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
