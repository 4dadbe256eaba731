export { cacheServiceFactory } from './cache/cacheServiceFactory';
export {
  toClientOptions,
  type RedisClientOptions,
} from './cache/toClientOptions';
export { describeError } from './describeError';
export { rootHttpRouterServiceFactory } from './router/rootHttpRouter';
export { readConnectionCounts, type ConnectionCounts } from './signals/limits';
export { signalsPlugin } from './signals/signalsPlugin';
