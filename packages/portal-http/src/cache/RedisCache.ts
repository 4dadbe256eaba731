import {
  type CacheService,
  type CacheServiceOptions,
  type CacheServiceSetOptions,
} from '@backstage/backend-plugin-api';
import {
  durationToMilliseconds,
  type HumanDuration,
  type JsonValue,
} from '@backstage/types';
import { createHash } from 'node:crypto';
import { type RedisConnection } from './RedisConnection';

/** The cache hashes longer keys. */
const MAX_KEY_LENGTH = 200;

/**
 * The cache of one plugin, stored in Redis. While Redis is unavailable, every lookup is a miss and no
 * request waits.
 */
export class RedisCache implements CacheService {
  /**
   * @param connection - shared by all plugins
   * @param prefix - prefix of this plugin's keys
   * @param ttl - how long a value is kept, unless `set` receives a TTL
   */
  constructor(
    readonly connection: RedisConnection,
    readonly prefix: string,
    readonly ttl?: number | HumanDuration,
  ) {}

  async get<T extends JsonValue>(key: string): Promise<T | undefined> {
    const text = await this.#run(client => client.get(this.#nameOf(key)));
    try {
      return typeof text === 'string' ? (JSON.parse(text) as T) : undefined;
    } catch {
      // The portal did not write this value.
      return undefined;
    }
  }

  async set(
    key: string,
    value: JsonValue,
    { ttl = this.ttl }: CacheServiceSetOptions = {},
  ): Promise<void> {
    const milliseconds =
      typeof ttl === 'object' ? durationToMilliseconds(ttl) : ttl;
    await this.#run(client =>
      client.set(
        this.#nameOf(key),
        JSON.stringify(value),
        milliseconds ? { PX: Math.ceil(milliseconds) } : {},
      ),
    );
  }

  async delete(key: string): Promise<void> {
    await this.#run(client => client.del(this.#nameOf(key)));
  }

  withOptions({ defaultTtl = this.ttl }: CacheServiceOptions): CacheService {
    return new RedisCache(this.connection, this.prefix, defaultTtl);
  }

  async #run<T>(
    command: Parameters<typeof this.connection.run<T>>[0],
  ): Promise<T | undefined> {
    try {
      return await this.connection.run(command);
    } catch {
      // RedisConnection has logged the error. A cache miss is allowed.
      return undefined;
    }
  }

  #nameOf(key: string): string {
    const name =
      key.length < MAX_KEY_LENGTH
        ? key
        : createHash('sha256').update(key).digest('base64');
    return `${this.prefix}:${name}`;
  }
}
