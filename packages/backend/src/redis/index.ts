export { default } from './cacheServiceFactory';
export { RedisConnection } from './RedisConnection';
export { toClientOptions } from './toClientOptions';
