import { CacheManager } from '@backstage/backend-defaults/cache';
import {
  type CacheService,
  coreServices,
  createServiceFactory,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { RedisCache } from './RedisCache';
import { RedisConnection } from './RedisConnection';
import { type RedisClientOptions, toClientOptions } from './toClientOptions';

const KEY = 'backend.cache';

/**
 * The cache of Backstage, with a different client for a single Redis server: Backstage's client makes
 * each request wait when the network drops packets to Redis, and logs a stack trace for each request.
 *
 * @public
 */
export const cacheServiceFactory = createServiceFactory({
  service: coreServices.cache,
  deps: {
    config: coreServices.rootConfig,
    lifecycle: coreServices.rootLifecycle,
    logger: coreServices.rootLogger,
    plugin: coreServices.pluginMetadata,
  },
  createRootContext({
    config,
    lifecycle,
    logger,
  }): (pluginId: string) => CacheService {
    if (
      config.getOptionalString(`${KEY}.store`) !== 'redis' ||
      config.has(`${KEY}.redis.cluster`)
    ) {
      const manager = CacheManager.fromConfig(config, { logger });
      return pluginId => manager.forPlugin(pluginId);
    }
    const connection = new RedisConnection({
      client: readClientOptions(config),
      logger,
      consequence: 'Nothing is cached',
      purpose: 'Responses are cached',
    });
    lifecycle.addShutdownHook(() => connection.close());
    const namespace = config.getOptionalString(`${KEY}.redis.client.namespace`);
    const separator =
      config.getOptionalString(`${KEY}.redis.client.keyPrefixSeparator`) ?? ':';
    const prefix = namespace ? `${namespace}${separator}` : '';
    const ttl = readTtl(config);
    return pluginId => new RedisCache(connection, `${prefix}${pluginId}`, ttl);
  },
  factory({ plugin }, cacheOf) {
    return cacheOf(plugin.getId());
  },
});

function readClientOptions(config: RootConfigService): RedisClientOptions {
  const connection = config.get(`${KEY}.connection`);
  return typeof connection === 'string'
    ? toClientOptions(connection)
    : (connection as RedisClientOptions);
}

/** In milliseconds. */
function readTtl(config: RootConfigService) {
  const key = `${KEY}.defaultTtl`;
  if (typeof config.getOptional(key) === 'number') {
    return config.getNumber(key);
  }
  return config.has(key) ? readDurationFromConfig(config, { key }) : undefined;
}
