import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  openWebSocket,
  type OpenOptions,
  refuseWebSocket,
} from './__testUtils__/openWebSocket';
import { DOCS, PORTAL, startSignals } from './__testUtils__/startSignals';

let portal: Awaited<ReturnType<typeof startSignals>>;

beforeAll(async () => {
  portal = await startSignals({
    connectionsPerUser: 2,
    connectionsPerAddress: '3',
  });
});

afterAll(() => portal.stop());

const open = (options: Omit<OpenOptions, 'url'>) =>
  openWebSocket({ url: portal.url, token: 'mira', ...options });
const refuse = (options: Omit<OpenOptions, 'url'>) =>
  refuseWebSocket({ url: portal.url, token: 'mira', ...options });

async function sendRaw(...lines: string[]): Promise<string> {
  const socket = connect(portal.port, '127.0.0.1');
  socket.write(
    ['Host: portal', 'X-Forwarded-For: 192.0.2.7', '', '']
      .reduce((all, line) => [...all, line], lines)
      .join('\r\n'),
  );
  return text(socket);
}

async function close(...webSockets: Awaited<ReturnType<typeof open>>[]) {
  await Promise.all(
    webSockets.map(webSocket => {
      webSocket.close();
      return once(webSocket, 'close');
    }),
  );
}

describe('a handshake for signals', () => {
  it.each<[string, number, string, Omit<OpenOptions, 'url'>]>([
    ['no token', 401, 'AuthenticationError', { token: undefined }],
    ['an invalid token', 401, 'AuthenticationError', { token: 'nobody' }],
    ['an expired token', 401, 'AuthenticationError', { token: 'mira.expired' }],
    [
      'a list of tokens',
      401,
      'AuthenticationError',
      { headers: { 'sec-websocket-protocol': 'nobody, mira' } },
    ],
    ['the token of a service', 403, 'NotAllowedError', { token: 'service' }],
    ['no origin', 403, 'NotAllowedError', { origin: undefined }],
    [
      'an origin outside the portal',
      403,
      'NotAllowedError',
      { origin: 'https://evil.test' },
    ],
    [
      "an origin that starts like the portal's origin",
      403,
      'NotAllowedError',
      { origin: `${PORTAL}.evil.test` },
    ],
    ['the origin null', 403, 'NotAllowedError', { origin: 'null' }],
    [
      'an invalid key',
      400,
      'InputError',
      { headers: { 'sec-websocket-key': 'short' } },
    ],
    [
      'an older version',
      426,
      'HandshakeError',
      { headers: { 'sec-websocket-version': '8' } },
    ],
    [
      'a path that accepts no WebSockets',
      404,
      'NotFoundError',
      { path: '/api/sender' },
    ],
    ['the path of a page', 404, 'NotFoundError', { path: '/catalog' }],
    [
      'a path below that of signals',
      404,
      'NotFoundError',
      { path: '/api/signals/health' },
    ],
  ])('with %s is rejected with %d', async (_, status, name, options) => {
    const refusal = await refuse(options);
    expect(refusal).toMatchObject({
      status,
      body: { error: { name }, response: { statusCode: status } },
      connection: 'close',
    });
    expect(JSON.stringify(refusal.body)).not.toContain('nobody');
  });

  it.each([PORTAL, DOCS])('from %s is accepted', async origin => {
    const webSocket = await open({ origin });
    expect(webSocket.extensions).toBe('');
    await close(webSocket);
  });

  it('is rejected if a user exceeds the connection limit, until a connection closes', async () => {
    const first = await open({ address: '192.0.2.1' });
    const second = await open({ address: '192.0.2.2' });
    expect(await refuse({ address: '192.0.2.3' })).toMatchObject({
      status: 429,
      retryAfter: '5',
      body: {
        error: { message: expect.stringContaining('connectionsPerUser') },
      },
    });
    await close(await open({ address: '192.0.2.3', token: 'jonas' }));
    await close(first);
    await close(second, await open({ address: '192.0.2.3' }));
  });

  it('is rejected if an address exceeds the connection limit, until a connection closes', async () => {
    const webSockets = [
      await open({}),
      await open({}),
      await open({ token: 'jonas' }),
    ];
    expect(await refuse({ token: 'jonas' })).toMatchObject({
      status: 429,
      retryAfter: '5',
      body: {
        error: { message: expect.stringContaining('connectionsPerAddress') },
      },
    });
    await close(await open({ token: 'jonas', address: '192.0.2.8' }));
    await close(webSockets[0]);
    await close(...webSockets.slice(1), await open({ token: 'jonas' }));
  });

  it('does not count a rejected connection', async () => {
    for (let count = 0; count < 5; count++) {
      expect((await refuse({ token: 'nobody' })).status).toBe(401);
    }
    await close(await open({}));
  });

  it('that is rejected at another path has security headers and a line in the access log', async () => {
    const refusal = await refuse({ path: '/api/unknown' });
    expect(refusal).toMatchObject({
      status: 404,
      contentTypeOptions: 'nosniff',
    });
    expect(portal.logger.info).toHaveBeenCalledWith(
      expect.stringContaining('"GET /api/unknown HTTP/1.1" 404'),
      expect.anything(),
    );
  });

  it('writes no token to the log', async () => {
    await refuse({ token: 'nobody' });
    await close(await open({}));
    const { logger } = portal;
    const logged = [logger.debug, logger.info, logger.warn, logger.error]
      .flatMap(log => (log as jest.Mock).mock.calls)
      .map(call => JSON.stringify(call));
    expect(logged.join('\n')).toContain('/api/signals');
    expect(logged.join('\n')).not.toMatch(/nobody|"mira"/);
  });

  it('without the upgrade header is an ordinary request, and gets the response to upgrade', async () => {
    const response = await fetch(`${portal.url}/api/signals`);
    expect(response.status).toBe(426);
    expect(response.headers.get('upgrade')).toBe('websocket');
    const answer = await sendRaw(
      'GET /api/signals HTTP/1.1',
      'Connection: close',
      'Upgrade: websocket',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 426 /);
  });

  it("does not prevent the plugin's health check", async () => {
    const response = await fetch(`${portal.url}/api/signals/health`);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('for another protocol is an ordinary request', async () => {
    const answer = await sendRaw(
      'GET /api/signals/health HTTP/1.1',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*"ok"/i);
  });

  it('with a body is rejected', async () => {
    const answer = await sendRaw(
      'POST /api/sender HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: h2c',
      'Content-Length: 5',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"InputError"/);
  });
});

it('with a limit that is not a number stops the start', async () => {
  await expect(
    startSignals({ connectionsPerUser: 0, connectionsPerAddress: 'many' }),
  ).rejects.toThrow(
    /signals\.limits\.connectionsPerUser is 0\. Use .*\s+- signals\.limits\.connectionsPerAddress is "many"\./,
  );
});
