import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { createClient } from '@keyv/redis';
import { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { RedisReply, RedisStore } from 'rate-limit-redis';

const KEY = 'backend.rateLimit';
/** A count that takes longer is not worth waiting for. */
const COMMAND_TIMEOUT_MS = 1_000;
const LOOPBACK = ['127.0.0.1', '0:0:0:0:0:0:0:1', '::1'];

/** What the limit needs besides the configuration. */
export interface RateLimitOptions {
  config: Config;
  logger: { warn(message: string): void; info(message: string): void };
  /** Told how to close the connection in the end. */
  onShutdown(close: () => Promise<void>): void;
}

/**
 * Limits the requests of each address, counted in Redis by all instances together, as
 * `backend.rateLimit` says.
 *
 * Backstage has such a limit too, and makes every request wait for as long as Redis is away; when it
 * is back, for ever, because an error that nobody listens to keeps the client from connecting again.
 * This one lets requests through meanwhile.
 *
 * @returns `undefined` where the counts are not in Redis
 */
export function createRateLimit(
  options: RateLimitOptions,
): RequestHandler | undefined {
  const config = options.config.getOptional(KEY);
  if (
    config === undefined ||
    options.config.getOptionalString(`${KEY}.store.type`) !== 'redis'
  ) {
    return undefined;
  }
  const client = connect(options);
  const limit = createLimit(options.config.getConfig(KEY), async args =>
    withTimeout(client.sendCommand<RedisReply>(args)),
  );
  return (req, res, next) => (client.isReady ? limit(req, res, next) : next());
}

function connect({ config, logger, onShutdown }: RateLimitOptions) {
  const client = createClient({
    url: config.getString(`${KEY}.store.connection`),
    disableOfflineQueue: true,
    pingInterval: 30_000,
    socket: {
      connectTimeout: 5_000,
      reconnectStrategy: attempts => Math.min(100 * 2 ** attempts, 2_000),
    },
  });
  let isAway = false;
  client.on('error', error => {
    if (!isAway) {
      isAway = true;
      logger.warn(`Requests are not counted, Redis is away: ${error.message}`);
    }
  });
  client.on('ready', () => {
    isAway = false;
    logger.info('Requests are counted in Redis');
  });
  // Tries until it is connected.
  client.connect().catch(() => {});
  onShutdown(async () => client.disconnect().catch(() => {}));
  return client;
}

function createLimit(
  config: Config,
  sendCommand: (args: string[]) => Promise<RedisReply>,
): RequestHandler {
  let limit: RequestHandler | undefined;
  const allowed = config.getOptionalStringArray('ipAllowList') ?? LOOPBACK;
  const isAllowed = (ip?: string) => ip !== undefined && allowed.includes(ip);
  const create = () =>
    rateLimit({
      // It sends its scripts when it is made, so it is made when Redis is there.
      store: new RedisStore({ sendCommand: (...args) => sendCommand(args) }),
      windowMs: config.has('window')
        ? durationToMilliseconds(
            readDurationFromConfig(config, { key: 'window' }),
          )
        : 60_000,
      limit: config.getOptionalNumber('incomingRequestLimit'),
      passOnStoreError: config.getOptionalBoolean('passOnStoreError'),
      keyGenerator: req =>
        ipKeyGenerator(req.ip ?? req.socket.remoteAddress ?? ''),
      // By the address that the proxy tells and not by its own: it may be on this machine.
      skip: req => isAllowed(req.ip),
      message: {
        error: {
          name: 'Error',
          message: 'Too many requests, please try again later',
        },
        response: { statusCode: 429 },
      },
      // Made within a request on purpose; what trustProxy may be is checked before the start.
      validate: false,
    });
  return (req, res, next) => {
    limit ??= create();
    limit(req, res, next);
  };
}

async function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('Redis does not answer')),
      COMMAND_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
