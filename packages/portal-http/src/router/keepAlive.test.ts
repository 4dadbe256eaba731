import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parse } from 'yaml';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { rootHttpRouterServiceFactory as rootHttpRouter } from './rootHttpRouter';

/** `backend.server` of the production configuration. */
const { server: production } = parse(
  readFileSync(
    require.resolve(
      '@backstage-bitbucket/test-kit/config/app-config.production.yaml',
    ),
    'utf8',
  ),
).backend;

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

/** The HTTP server of the backend, and an idle connection as a load balancer keeps it. */
async function startServer(server: object) {
  const port = await findFreePort();
  const backend = createBackend();
  backend.add(rootHttpRouter);
  backend.add(mockServices.rootLogger.factory({ level: 'none' }));
  backend.add(
    mockServices.rootConfig.factory({
      data: {
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { host: '127.0.0.1', port },
          trustProxy: 1,
          server,
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
      } as never,
    }),
  );
  await backend.start();
  closers.push(() => backend.stop());
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return { backend, socket };
}

async function ask(socket: Socket): Promise<string> {
  socket.write(
    'GET /.backstage/health/v1/liveness HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n',
  );
  const [answer] = await once(socket, 'data');
  return answer;
}

describe('an idle connection of a load balancer', () => {
  it('outlives the idle timeout of load balancers', async () => {
    const { socket } = await startServer(production);
    const answer = await ask(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    const [, seconds] = /^Keep-Alive: timeout=(\d+)\r$/im.exec(answer)!;
    expect(Number(seconds)).toBeGreaterThanOrEqual(125);
  });

  it('is kept for the configured time, whatever the other limits are', async () => {
    const { socket } = await startServer({
      ...production,
      keepAliveTimeout: '2s',
      headersTimeout: '500ms',
      requestTimeout: '1s',
    });
    await ask(socket);
    const begin = performance.now();
    await once(socket, 'close');
    expect(performance.now() - begin).toBeGreaterThan(1_900);
  });

  it('does not delay the shutdown of the backend', async () => {
    const { backend, socket } = await startServer(production);
    await ask(socket);
    const closed = once(socket, 'close');
    const begin = performance.now();
    await backend.stop();
    await closed;
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});
