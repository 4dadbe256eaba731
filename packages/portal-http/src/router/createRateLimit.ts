import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { type RedisReply, RedisStore } from 'rate-limit-redis';
import { RedisConnection } from '../cache/RedisConnection';
import { toClientOptions } from '../cache/toClientOptions';

const KEY = 'backend.rateLimit';
const LOOPBACK = ['127.0.0.1', '0:0:0:0:0:0:0:1', '::1'];

/** Dependencies of the rate limit. */
export interface RateLimitOptions {
  config: Config;
  logger: { warn(message: string): void; info(message: string): void };
  /** Registers a function that closes the connection at the shutdown. */
  onShutdown(close: () => Promise<void>): void;
}

/**
 * Limits the requests of each client address as `backend.rateLimit` configures. All instances count
 * together in Redis.
 *
 * Backstage's own limit delays every request while Redis is unavailable. It does not recover afterwards,
 * because an unhandled `error` event stops the client from reconnecting. This limit lets requests pass
 * while Redis is unavailable.
 *
 * @returns `undefined` if the counts are not stored in Redis
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
  let limit: RequestHandler | undefined;
  const connection = new RedisConnection({
    client: toClientOptions(
      options.config.getString(`${KEY}.store.connection`),
    ),
    logger: options.logger,
    consequence: 'Requests are not counted',
    purpose: 'Requests are counted',
    // A store that could not load its scripts keeps failing.
    onAway: () => (limit = undefined),
  });
  options.onShutdown(async () => connection.close());
  return (req, res, next) => {
    if (!connection.isReady) {
      next();
      return;
    }
    limit ??= createLimit(options.config.getConfig(KEY), args =>
      connection.run(client => client.sendCommand<RedisReply>(args)),
    );
    limit(req, res, next);
  };
}

function createLimit(
  config: Config,
  sendCommand: (args: string[]) => Promise<RedisReply>,
): RequestHandler {
  const allowed = config.getOptionalStringArray('ipAllowList') ?? LOOPBACK;
  const isAllowed = (ip?: string) => ip !== undefined && allowed.includes(ip);
  // The constructor loads the scripts into Redis, so the store is created when Redis is available.
  const store = new RedisStore({ sendCommand: (...args) => sendCommand(args) });
  for (const script of [store.incrementScriptSha, store.getScriptSha]) {
    // The request that uses the script receives the error. This handler only prevents an unhandled
    // rejection.
    script.catch(() => {});
  }
  return rateLimit({
    store,
    windowMs: config.has('window')
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: 'window' }),
        )
      : 60_000,
    limit: config.getOptionalNumber('incomingRequestLimit'),
    passOnStoreError: config.getOptionalBoolean('passOnStoreError'),
    keyGenerator: req =>
      ipKeyGenerator(req.ip ?? req.socket.remoteAddress ?? ''),
    // Checks the forwarded client address, because the proxy can run on this machine.
    skip: req => isAllowed(req.ip),
    message: {
      error: {
        name: 'Error',
        message: 'Too many requests, please try again later',
      },
      response: { statusCode: 429 },
    },
    // The limit is created during a request on purpose. The portal checks trustProxy at the start.
    validate: false,
  });
}
