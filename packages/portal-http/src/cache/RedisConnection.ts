import { LoggerService } from '@backstage/backend-plugin-api';
import { createClient } from '@keyv/redis';
import { describeError } from '../describeError';
import { RedisClientOptions } from './toClientOptions';

/** A command that takes longer is not answered any more. */
const COMMAND_TIMEOUT_MS = 1_000;
/** Nothing is sent for so long after a command without an answer. */
const REST_MS = 3_000;
/** A connection must be ready for commands within this time. */
const START_TIMEOUT_MS = 5_000;
/** An idle connection is tried so often. */
const PING_INTERVAL_MS = 30_000;

type Client = ReturnType<typeof createClient>;

export interface RedisConnectionOptions {
  client: RedisClientOptions;
  logger: Pick<LoggerService, 'info' | 'warn'>;
  /** What is not done while Redis is away, as in `Requests are not counted`. */
  consequence: string;
  /** What is done otherwise, as in `Requests are counted`. */
  purpose: string;
  /** Called each time when Redis is away. */
  onAway?(): void;
}

/**
 * A connection to Redis for what may fail. Nobody waits for a Redis that is away, also when its packets are lost
 * on the way: after the first command without an answer, the connection is dropped and made again.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Undefined before the first news. */
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
   * Sends a command, and waits a second at most.
   *
   * @throws Error at once while Redis is away
   */
  async run<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client;
    if (!client?.isReady) {
      throw new Error('Redis is away');
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`no answer within ${COMMAND_TIMEOUT_MS} ms`);
        // Others may have noticed it before.
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
    // A server that accepts connections may still never say a word.
    client.on('connect', () => {
      this.#schedule(START_TIMEOUT_MS, () =>
        this.#restart(new Error('no answer to a new connection')),
      );
    });
    // Tries until it is connected.
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
        // The connection is being made again, and tells when it is ready.
        .catch(() => {});
    });
  }

  /** One thing is waited for at a time. It keeps no process alive. */
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
    logger.warn(`${consequence}, Redis is away: ${describeError(error)}`);
    onAway?.();
  }
}
