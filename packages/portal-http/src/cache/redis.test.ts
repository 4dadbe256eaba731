import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { setTimeout } from 'node:timers/promises';
import {
  findRedis,
  startRedis,
  SwallowingProxy,
} from '@backstage-bitbucket/test-kit';
import { cacheServiceFactory } from './cacheServiceFactory';

const withRedis = findRedis() ? describe : describe.skip;
const password = 'pw-of-cache-7741';

async function until(condition: () => boolean | Promise<boolean>) {
  while (!(await condition())) {
    await setTimeout(50);
  }
}

withRedis('the cache (skipped where Redis is not installed)', () => {
  const closers: (() => unknown)[] = [];
  const logger = mockServices.logger.mock();
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let proxy: SwallowingProxy;

  beforeEach(async () => {
    jest.clearAllMocks();
    redis = await startRedis({ password });
    proxy = await SwallowingProxy.start(redis.port);
  });

  afterEach(async () => {
    await Promise.all(closers.splice(0).map(close => close()));
    proxy.close();
    await redis.close();
  });

  function openCache(more: object = {}, port = proxy.port) {
    const backend = {
      cache: {
        store: 'redis',
        connection: { url: `redis://:${password}@localhost:${port}` },
        redis: { client: { namespace: 'portal' } },
        ...more,
      },
    };
    return ServiceFactoryTester.from(cacheServiceFactory, {
      dependencies: [
        mockServices.rootConfig.factory({ data: { backend } }),
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => logger,
        }),
        createServiceFactory({
          service: coreServices.rootLifecycle,
          deps: {},
          factory: () => ({
            ...mockServices.rootLifecycle.mock(),
            addShutdownHook: hook => closers.push(hook),
          }),
        }),
      ],
    });
  }

  const isReady = () => until(() => logger.info.mock.calls.length > 0);

  it('keeps the values of each plugin for the configured time', async () => {
    const tester = openCache({ defaultTtl: { hours: 1 } });
    const cache = await tester.getSubject('techdocs');
    const other = await tester.getSubject('catalog');
    await isReady();
    const key = 'k'.repeat(300);
    await cache.set(key, { a: [1, 'ü'] });
    await cache.set('short', 1, { ttl: 50 });
    expect(await cache.get(key)).toEqual({ a: [1, 'ü'] });
    expect(await other.get(key)).toBeUndefined();
    await until(async () => (await cache.get('short')) === undefined);
    await cache.delete(key);
    expect(await cache.get(key)).toBeUndefined();
    const brief = cache.withOptions({ defaultTtl: 50 });
    await brief.set('brief', true);
    await until(async () => (await cache.get('brief')) === undefined);
  });

  it('connects over a unix socket', async () => {
    const connection = `unix:${redis.socket}?password=${password}`;
    const cache = await openCache({ connection }).getSubject('techdocs');
    await isReady();
    await cache.set('key', 'value');
    expect(await cache.get('key')).toBe('value');
  });

  it('delays no request while packets are lost, logs it once, and recovers', async () => {
    const cache = await openCache().getSubject('techdocs');
    await isReady();
    await cache.set('key', 'value');
    proxy.swallow();

    const startedAt = performance.now();
    expect(await cache.get('key')).toBeUndefined();
    const firstMs = performance.now() - startedAt;
    for (let count = 0; count < 100; count++) {
      expect(await cache.get('key')).toBeUndefined();
      await cache.set('key', 'other');
    }
    const restMs = performance.now() - startedAt - firstMs;
    // The first command waits for the time limit. The other two hundred fail immediately.
    expect(restMs).toBeLessThan(firstMs);
    expect(logger.warn.mock.calls).toEqual([
      [
        'Nothing is cached because Redis is unavailable: no response within 1000 ms',
      ],
    ]);

    // Redis accepts the first new connection but sends nothing.
    await until(() => proxy.accepted === 2);
    expect(await cache.get('key')).toBeUndefined();
    proxy.pass();
    await until(async () => (await cache.get('key')) === 'value');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(2);
  }, 60_000);

  it('returns no values and throws no error if Redis was never available', async () => {
    const cache = await openCache({}, 1).getSubject('techdocs');
    await cache.set('key', 'value');
    expect(await cache.get('key')).toBeUndefined();
    await until(() => logger.warn.mock.calls.length > 0);
    expect(logger.warn.mock.calls.join()).toContain('Redis is unavailable');
    expect(logger.warn.mock.calls.join()).not.toContain(password);
  });
});

it('is the Backstage cache if the configured store is not Redis', async () => {
  const tester = ServiceFactoryTester.from(cacheServiceFactory, {
    dependencies: [mockServices.rootConfig.factory({ data: {} })],
  });
  const cache = await tester.getSubject('techdocs');
  await cache.set('key', 'value');
  expect(await cache.get('key')).toBe('value');
});
