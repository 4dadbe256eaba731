import { type LoggerService } from '@backstage/backend-plugin-api';
import { createClient } from '@keyv/redis';
import { describeError } from '../describeError';
import { type RedisClientOptions } from './toClientOptions';

/** The connection stops waiting for a response after this time. */
const COMMAND_TIMEOUT_MS = 1_000;
/** After a command without a response, the connection sends nothing for this time. */
const REST_MS = 3_000;
/** A new connection must be ready for commands within this time. */
const START_TIMEOUT_MS = 5_000;
/** Interval between pings on an idle connection. */
const PING_INTERVAL_MS = 30_000;

type Client = ReturnType<typeof createClient>;

export interface RedisConnectionOptions {
  client: RedisClientOptions;
  logger: Pick<LoggerService, 'info' | 'warn'>;
  /** What does not happen while Redis is unavailable, for example `Requests are not counted`. */
  consequence: string;
  /** What happens while Redis is available, for example `Requests are counted`. */
  purpose: string;
  /** Called each time Redis becomes unavailable. */
  onAway?(): void;
}

/**
 * A connection to Redis for optional features. No request waits long for an unavailable Redis, even if
 * the network drops packets: after the first command without a response, this class closes the
 * connection and opens a new one.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Undefined until the state of the connection is known. */
  #isAway: boolean | undefined;
  #isClosed = false;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Whether a command can be sent. */
  get isReady(): boolean {
    return this.#client?.isReady ?? false;
  }

  /**
   * Sends a command and waits at most one second for the response.
   *
   * @throws Error immediately while Redis is unavailable
   */
  async run<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client;
    if (!client?.isReady) {
      throw new Error('Redis is unavailable');
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`no response within ${COMMAND_TIMEOUT_MS} ms`);
        // Another command may have replaced the client already.
        if (client === this.#client) {
          this.#restart(error);
        }
        reject(error);
      }, COMMAND_TIMEOUT_MS);
    });
    try {
      return await Promise.race([command(client), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #connect(): void {
    if (this.#isClosed) {
      return;
    }
    const { socket, ...options } = this.#options.client;
    const client = createClient({
      ...options,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: 5_000,
        reconnectStrategy: attempts => Math.min(100 * 2 ** attempts, 2_000),
        ...socket,
      },
    } as RedisClientOptions);
    this.#client = client;
    client.on('error', error => {
      if (client === this.#client) {
        this.#tellAway(error);
      }
    });
    client.on('ready', () => this.#greet(client));
    // A server can accept a connection and never send a response.
    client.on('connect', () => {
      this.#schedule(START_TIMEOUT_MS, () =>
        this.#restart(new Error('no response on a new connection')),
      );
    });
    // Retries until it is connected.
    client.connect().catch(() => {});
  }

  #greet(client: Client): void {
    if (client !== this.#client) {
      return;
    }
    if (this.#isAway !== false) {
      this.#isAway = false;
      this.#options.logger.info(`${this.#options.purpose} in Redis`);
    }
    this.#schedulePing();
  }

  #schedulePing(): void {
    this.#schedule(PING_INTERVAL_MS, () => {
      this.run(client => client.ping())
        .then(() => this.#schedulePing())
        // The client reconnects, and the `ready` event reports the new state.
        .catch(() => {});
    });
  }

  /** Replaces the pending timer. The timer does not keep the process running. */
  #schedule(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds).unref();
  }

  #restart(cause: Error): void {
    this.#tellAway(cause);
    this.#drop();
    this.#schedule(REST_MS, () => this.#connect());
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (client?.isOpen) {
      client.disconnect().catch(() => {});
    }
  }

  #tellAway(error: Error): void {
    if (this.#isAway) {
      return;
    }
    this.#isAway = true;
    const { consequence, logger, onAway } = this.#options;
    logger.warn(
      `${consequence} because Redis is unavailable: ${describeError(error)}`,
    );
    onAway?.();
  }
}
