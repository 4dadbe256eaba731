import { mockErrorHandler } from '@backstage/backend-test-utils';
import express, { type RequestHandler } from 'express';
import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { acceptUpgrade, serveUpgrades } from './upgrades';

const closers: (() => void)[] = [];

afterEach(() => {
  jest.useRealTimers();
  closers.splice(0).forEach(close => close());
});

/** A server that accepts WebSockets at `/socket`. */
async function startServer(handler: RequestHandler) {
  const app = express();
  const server = createServer(app);
  let end: () => Promise<void> = async () => {};
  let stop: () => void = () => {};
  app.use(
    serveUpgrades({
      app,
      lifecycle: {
        addBeforeShutdownHook: hook => (end = hook),
        addShutdownHook: hook => (stop = hook),
      },
      paths: ['/socket'],
      server,
    }),
  );
  app.use('/socket', handler);
  app.use(mockErrorHandler());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    stop();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (path: string, early = '') => {
    const socket = connect(port, '127.0.0.1');
    closers.push(() => socket.destroy());
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: portal\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${early}`,
    );
    return socket;
  };
  return { end: () => end(), send, server, stop: () => stop() };
}

/** A handler that accepts WebSockets. */
const accept: RequestHandler = (_, res) => {
  const { socket } = acceptUpgrade(res);
  socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
};

describe('an upgrade request', () => {
  it('reaches a handler, with the data that the client sent after it', async () => {
    const { send } = await startServer((_, res) => {
      const { head, socket } = acceptUpgrade(res);
      socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${head}`);
    });
    expect(await text(send('/socket', 'early'))).toMatch(
      /^HTTP\/1\.1 101 [^]*\r\nearly$/,
    );
  });

  it.each([
    ['/other', /^HTTP\/1\.1 404 /],
    ['/socket/below', /^HTTP\/1\.1 404 /],
    ['/', /^HTTP\/1\.1 404 /],
    ['/socket', /^HTTP\/1\.1 403 [^]*Connection: close[^]*no entry$/],
  ])(
    'to %s that no handler accepts gets a response and is closed',
    async (path, response) => {
      const { send } = await startServer((_, res) => {
        res.status(403).send('no entry');
      });
      // Reads until the server has closed the connection.
      expect(await text(send(path))).toMatch(response);
    },
  );

  it('that no handler answers loses its connection after 10 seconds', async () => {
    let arrive: () => void = () => {};
    const arrived = new Promise<void>(resolve => (arrive = resolve));
    const { send } = await startServer(() => arrive());
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const closed = text(send('/socket'));
    await arrived;
    jest.advanceTimersByTime(10_000);
    expect(await closed).toBe('');
  });

  it('whose response the client does not read loses its connection after one minute', async () => {
    let arrive: (socket: Socket) => void = () => {};
    const arrived = new Promise<Socket>(resolve => (arrive = resolve));
    const { send } = await startServer((req, res) => {
      res.send(Buffer.alloc(32 * 1024 * 1024));
      arrive(req.socket);
    });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    send('/socket').pause();
    const socket = await arrived;
    const closed = once(socket, 'close');
    jest.advanceTimersByTime(59_999);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('does not end the process when the client resets the connection', async () => {
    let arrive: (socket: Socket) => void = () => {};
    const arrived = new Promise<Socket>(resolve => (arrive = resolve));
    const { send } = await startServer(req => arrive(req.socket));
    const client = send('/socket');
    const socket = await arrived;
    const closed = new Promise(resolve => socket.once('close', resolve));
    client.resetAndDestroy();
    // Without an `error` listener, the reset would be an uncaught exception.
    socket.resume();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('is rejected with 502 while the instance shuts down, so that a proxy retries at another instance', async () => {
    const { end, send } = await startServer(accept);
    await end();
    expect(await text(send('/socket'))).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('is rejected with 502 while 1,000 others wait for a response', async () => {
    const { send, server } = await startServer(() => {});
    for (let count = 0; count < 1_000; count++) {
      const socket = new Socket();
      closers.push(() => socket.destroy());
      const req = new IncomingMessage(socket);
      req.url = '/socket';
      req.method = 'GET';
      server.emit('upgrade', req, socket, Buffer.alloc(0));
    }
    expect(await text(send('/socket'))).toMatch(/^HTTP\/1\.1 502 /);
  });
});

describe('an accepted connection', () => {
  it('ends the response, and is closed when the server stops', async () => {
    const over = jest.fn();
    const { send, server, stop } = await startServer((req, res, next) => {
      res.once('close', over);
      accept(req, res, next);
    });
    const socket = send('/socket');
    await once(socket, 'data');
    expect(over).toHaveBeenCalledTimes(1);
    const closed = once(server, 'close');
    server.close();
    stop();
    await closed;
  });

  it('cannot be taken from an ordinary request', () => {
    expect(() => acceptUpgrade({ locals: {} })).toThrow(
      'not an upgrade request',
    );
  });
});
