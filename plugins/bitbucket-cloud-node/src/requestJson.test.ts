import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { requestJson } from './requestJson';

const secret = 'the-t0ken-of-somebody';

/** Requests a server that sends a response exactly as written. */
async function request(answer: string) {
  const server = createServer(socket =>
    socket.once('data', () => socket.end(answer)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return requestJson(`http://127.0.0.1:${port}/`, {
    what: 'an access token',
    timeoutMs: 5000,
    authorization: 'Basic x',
    form: {},
  }).finally(() => server.close());
}

it.each([
  [
    'with invalid chunks',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n{"access_token":"${secret}"}`,
  ],
  ['that is not HTTP', `{"access_token":"${secret}"}`],
])('contains nothing of a response %s', async (_, answer) => {
  const error = await request(answer).catch(thrown => thrown);
  expect(error).toMatchObject({
    code: 'network',
    message: expect.stringMatching(/an access token; caused by Error: Parse/),
  });
  // Backstage's log prints every field of an error, and bytes as numbers.
  const printed = inspect(error, { depth: 9, showHidden: true });
  expect(printed).not.toContain(secret);
  expect(printed).not.toContain('Buffer');
});

it('replaces the characters of a display name that PostgreSQL cannot store', async () => {
  const body = String.raw`{"display_name":"a\u0000b\ud800c \ud83d\ude80"}`;
  const response = await request(
    `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(response.body).toEqual({ display_name: 'a\uFFFDb\uFFFDc 🚀' });
});
