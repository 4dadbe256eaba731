import { ConfigReader } from '@backstage/config';
import express, { type RequestHandler } from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createGate } from './createGate';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function until(condition: () => Promise<boolean>) {
  while (!(await condition())) {
    await setTimeout(20);
  }
}

/** An HTTP server behind a gate. Its plugins respond once it has started. */
async function startServer(lifecycleConfig?: object) {
  const app = express();
  const server = createServer(app);
  servers.push(server);
  const hooks: { startup?: () => void; beforeShutdown?: () => Promise<void> } =
    {};
  const config = new ConfigReader({
    backend: { lifecycle: lifecycleConfig },
  } as never);
  const gate = createGate({
    config,
    lifecycle: {
      addStartupHook: hook => (hooks.startup = hook),
      addBeforeShutdownHook: hook => (hooks.beforeShutdown = hook),
    },
    server,
  });
  app.use(gate.handler);
  const plugins = express.Router();
  app.use(plugins);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = (method: string, headers = {}) =>
    fetch(`http://127.0.0.1:${port}/page`, { method, headers });
  return {
    server,
    gate,
    hooks,
    takeOver: (handler: RequestHandler) => plugins.use('/page', handler),
    answer: () => plugins.use('/page', (_, res) => void res.send('page')),
    asProxy: (method: string) =>
      ask(method, { 'x-forwarded-for': '192.0.2.7' }),
    asPlugin: (method: string) => ask(method),
  };
}

describe('an instance that is starting', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
    'makes a proxy retry a %s at another instance',
    async method => {
      const { asProxy } = await startServer();
      const response = await asProxy(method);
      expect(response.status).toBe(502);
      expect(response.headers.get('retry-after')).toBe('1');
    },
  );

  it.each(['POST', 'PATCH'])(
    'holds a %s, which a proxy must not retry, until the plugins can respond',
    async method => {
      const { answer, asProxy, hooks, server } = await startServer();
      const arrived = once(server, 'request');
      const response = asProxy(method);
      await arrived;
      answer();
      hooks.startup?.();
      expect((await response).status).toBe(200);
    },
  );

  it('passes on the requests that its own plugins send to each other', async () => {
    const { answer, asPlugin } = await startServer();
    expect((await asPlugin('GET')).status).toBe(404);
    answer();
    expect((await asPlugin('GET')).status).toBe(200);
  });

  it('passes on all requests after the start', async () => {
    const { answer, asProxy, hooks } = await startServer();
    answer();
    hooks.startup?.();
    const response = await asProxy('GET');
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('keep-alive');
  });
});

describe('an instance that is shutting down', () => {
  it('responds on open connections with Connection: close, and then stops listening', async () => {
    const { answer, asProxy, hooks, server } = await startServer({
      serverShutdownDelay: { milliseconds: 1_000 },
    });
    answer();
    hooks.startup?.();
    const isOver = hooks.beforeShutdown?.();
    const response = await asProxy('GET');
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    await isOver;
    expect(server.listening).toBe(false);
    await expect(asProxy('GET')).rejects.toThrow();
  });

  it('stops its plugins after the pending requests', async () => {
    const { asPlugin, asProxy, gate, hooks, server, takeOver } =
      await startServer();
    hooks.startup?.();
    let finish = () => {};
    takeOver(({ method }, res) => {
      finish = method === 'POST' ? () => res.send('late') : finish;
      if (method !== 'POST') {
        res.send('at once');
      }
    });
    const arrived = once(server, 'request');
    const response = asProxy('POST');
    await arrived;
    let isOver = false;
    const over = hooks.beforeShutdown?.().then(() => (isOver = true));
    await until(async () => (await asProxy('GET')).status === 502);
    // The plugin calls another plugin to build its response.
    expect((await asPlugin('GET')).status).toBe(200);
    expect((await asProxy('PATCH')).status).toBe(200);
    expect(isOver).toBe(false);
    finish();
    expect(await (await response).text()).toBe('late');
    await over;
    await gate.stop();
  });

  it('closes the connections of its own plugins, which long-poll each other for up to a minute', async () => {
    const { asPlugin, gate, hooks, server, takeOver } = await startServer();
    takeOver(() => {});
    hooks.startup?.();
    const arrived = once(server, 'request');
    const cutOff = asPlugin('GET').catch(error => error.message);
    await arrived;
    await hooks.beforeShutdown?.();
    await gate.stop();
    expect(await cutOff).toBe('fetch failed');
  }, 10_000);

  it('responds to a request on a connection that it has just accepted', async () => {
    const { answer, hooks, server } = await startServer();
    answer();
    hooks.startup?.();
    const accepted = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    await accepted;
    const isOver = hooks.beforeShutdown?.();
    // Longer than the gate needs to detect that no request is pending.
    await setTimeout(150);
    socket.write(
      'POST /page HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n' +
        'Content-Length: 0\r\n\r\n',
    );
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    await isOver;
    expect(server.listening).toBe(false);
  });
});
