import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { RedisReply, RedisStore } from 'rate-limit-redis';
import { RedisConnection } from '../cache/RedisConnection';
import { toClientOptions } from '../cache/toClientOptions';

const KEY = 'backend.rateLimit';
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
  let limit: RequestHandler | undefined;
  const connection = new RedisConnection({
    client: toClientOptions(
      options.config.getString(`${KEY}.store.connection`),
    ),
    logger: options.logger,
    consequence: 'Requests are not counted',
    purpose: 'Requests are counted',
    // It would go on with scripts that it could not send.
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
  // It sends its scripts when it is made, so it is made when Redis is there.
  const store = new RedisStore({ sendCommand: (...args) => sendCommand(args) });
  for (const script of [store.incrementScriptSha, store.getScriptSha]) {
    // The request that needs it gets the error. Nobody may need it.
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
}
