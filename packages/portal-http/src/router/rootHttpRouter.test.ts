import { ConfigReader } from '@backstage/config';
import {
  type ExtendedHttpServer,
  MiddlewareFactory,
} from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  findRedis,
  startRedis,
  SwallowingProxy,
  type Redis,
} from '@backstage-bitbucket/test-kit';
import { addHandlers } from './rootHttpRouter';

const withRedis = findRedis() ? describe : describe.skip;
const password = 'pw-of-counts-5510';

const servers: Server[] = [];
/** The lines that the access log would contain. */
const printed: string[] = [];
const closers: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(closers.splice(0).map(close => close()));
});

/** A small HTTP server with the handlers of the backend. */
function startServer(rateLimit?: object) {
  const app = express();
  app.set('trust proxy', 1);
  const config = new ConfigReader({ backend: { rateLimit } } as never);
  const logger = mockServices.logger.mock();
  const middleware = MiddlewareFactory.create({ config, logger });
  const server = createServer(app);
  const lifecycle = {
    addStartupHook: (hook: () => void) => hook(),
    addShutdownHook: (hook: () => void) => closers.push(hook),
    addBeforeShutdownHook: () => {},
  };
  middleware.logging = () => (req, _, next) => {
    printed.push(req.originalUrl);
    next();
  };
  addHandlers({
    app,
    server: server as ExtendedHttpServer,
    config,
    logger,
    middleware,
    lifecycle,
    healthRouter: express.Router().get('/probe', (_, res) => {
      res.send('ok');
    }),
    routes: express
      .Router()
      .use('/page', (_, res) => {
        res.send('page');
      })
      .use(() => {}),
  });
  server.listen(0);
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return {
    logger,
    get: async (path: string, client = '192.0.2.7', more = {}) => {
      const response = await fetch(`http://localhost:${port}${path}`, {
        headers: { 'x-forwarded-for': client, ...more },
        signal: AbortSignal.timeout(10_000),
      });
      return response.status;
    },
  };
}

const limitOf = (port: number, more = {}) => ({
  store: {
    type: 'redis',
    connection: `redis://:${password}@localhost:${port}`,
  },
  incomingRequestLimit: 2,
  passOnStoreError: true,
  // All requests in this test come from this machine.
  ipAllowList: [],
  ...more,
});

async function until(condition: () => boolean | Promise<boolean>) {
  while (!(await condition())) {
    await setTimeout(20);
  }
}

describe('the HTTP server', () => {
  it('answers a probe although the next handler never responds', async () => {
    expect(await startServer().get('/probe')).toBe(200);
  });

  it.each(['/page/%E0%A4%A', '/page?search=%00'])('refuses %s', async path => {
    expect(await startServer().get(path)).toBe(400);
  });

  it.each([
    [200, 200],
    [201, 400],
  ])(
    'responds to a Content-Type of %p characters with status %p',
    async (length, status) => {
      const headers = { 'content-type': 'text/plain'.padEnd(length, ';') };
      expect(await startServer().get('/page', '192.0.2.7', headers)).toBe(
        status,
      );
    },
  );

  it.each(['', '/'])(
    'logs no authorization code, whichever handler responds to the callback (%p)',
    async end => {
      const { get } = startServer();
      const printedFor = async (path: string) => {
        const count = printed.length;
        // No handler responds.
        get(path).catch(() => {});
        await until(() => printed.length > count);
        return printed.at(-1);
      };
      const path = `/api/auth/bitbucket/handler/frame${end}`;
      expect(await printedFor(`${path}?code=s3cret&state=s3cret`)).toBe(
        `${path}?[redacted]`,
      );
      expect(
        await printedFor('/API/auth/bitbucket/HANDLER/frame?code=s3cret'),
      ).not.toContain('s3cret');
      for (const other of [
        'bitbucket',
        'bitbucket/start',
        'x/handler/%66rame',
      ]) {
        expect(
          await printedFor(`/api/auth/${other}?x=1?&code=s3cret&state=s3cret`),
        ).toBe(`/api/auth/${other}?[redacted]`);
      }
      expect(await printedFor('/page?code=shown')).toBe('/page?code=shown');
    },
  );

  it('lets requests pass if Redis was never available', async () => {
    const { get } = startServer(limitOf(1));
    expect(await get('/page')).toBe(200);
    expect(await get('/page')).toBe(200);
    expect(await get('/page')).toBe(200);
  });
});

withRedis('the rate limit (skipped where Redis is not installed)', () => {
  let redis: Redis;

  beforeEach(async () => {
    redis = await startRedis({ password });
  });

  afterEach(() => redis.close());

  const isCounted = ({ logger }: ReturnType<typeof startServer>) =>
    until(() => logger.info.mock.calls.length > 0);

  it('counts the requests of each address across all instances', async () => {
    const [one, another] = [limitOf(redis.port), limitOf(redis.port)].map(
      startServer,
    );
    await isCounted(one);
    await isCounted(another);
    expect(await one.get('/page')).toBe(200);
    expect(await another.get('/page')).toBe(200);
    expect(await one.get('/page')).toBe(429);
    expect(await another.get('/page')).toBe(429);
    expect(await one.get('/page', '192.0.2.8')).toBe(200);
    expect(await one.get('/probe')).toBe(200);
  });

  it('does not apply to the addresses in the allow list', async () => {
    const server = startServer(
      limitOf(redis.port, { ipAllowList: ['192.0.2.7'] }),
    );
    await isCounted(server);
    for (let count = 0; count < 4; count++) {
      expect(await server.get('/page')).toBe(200);
    }
  });

  it('applies to clients behind a proxy on the same machine', async () => {
    const server = startServer(
      limitOf(redis.port, {
        ipAllowList: ['127.0.0.1', '::1', '::ffff:127.0.0.1'],
      }),
    );
    await isCounted(server);
    expect(await server.get('/page')).toBe(200);
    expect(await server.get('/page')).toBe(200);
    expect(await server.get('/page')).toBe(429);
    expect(await server.get('/page', '127.0.0.1')).toBe(200);
  });

  it('recovers after Redis was unavailable', async () => {
    const server = startServer(limitOf(redis.port));
    await isCounted(server);
    await redis.close();
    for (let count = 0; count < 4; count++) {
      expect(await server.get('/page')).toBe(200);
    }
    redis = await startRedis({ password, port: redis.port });
    await until(async () => (await server.get('/page')) === 429);
    const warnings = server.logger.warn.mock.calls.flat().join('\n');
    expect(warnings).toContain('Redis is unavailable');
    expect(warnings).not.toContain(password);
  }, 30_000);

  it('delays no request while packets are lost, and recovers', async () => {
    const proxy = await SwallowingProxy.start(redis.port);
    closers.push(() => proxy.close());
    const server = startServer(limitOf(proxy.port));
    await isCounted(server);
    proxy.swallow();
    // Waits for its count, and passes.
    expect(await server.get('/page')).toBe(200);
    const answers = Array.from({ length: 50 }, () => server.get('/page'));
    const first = await Promise.race([...answers, setTimeout(900, 'waits')]);
    expect(first).toBe(200);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
    expect(server.logger.warn.mock.calls).toEqual([
      [
        'Requests are not counted because Redis is unavailable: no response within 1000 ms',
      ],
    ]);
    proxy.pass();
    await until(async () => (await server.get('/page')) === 429);
  }, 30_000);
});
