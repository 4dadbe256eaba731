export { cacheServiceFactory } from './cache/cacheServiceFactory';
export {
  toClientOptions,
  type RedisClientOptions,
} from './cache/toClientOptions';
export { describeError } from './describeError';
export { rootHttpRouterServiceFactory } from './router/rootHttpRouter';
export { findSignalsConfigProblems } from './signals/findSignalsConfigProblems';
export { signalsPlugin } from './signals/signalsPlugin';
