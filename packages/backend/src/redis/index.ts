export { default } from './cacheServiceFactory';
export { RedisConnection } from './RedisConnection';
