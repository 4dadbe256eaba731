import { type createClient } from '@keyv/redis';

/**
 * Options of the Redis client.
 *
 * @public
 */
export type RedisClientOptions = NonNullable<
  Parameters<typeof createClient>[0]
>;

/**
 * Returns the client options for the address of a Redis server: `redis:`, `rediss:`, or a unix socket as
 * in `unix:/run/redis/redis.sock?password=…`.
 *
 * @public
 */
export function toClientOptions(address: string): RedisClientOptions {
  const url = URL.parse(address);
  if (url?.protocol !== 'unix:') {
    return { url: address };
  }
  const password = url.searchParams.get('password');
  return {
    socket: { path: decodeURIComponent(url.pathname), tls: false },
    ...(password && { password }),
  };
}
