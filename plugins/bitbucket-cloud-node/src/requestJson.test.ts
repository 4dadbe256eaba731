import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { requestJson } from './requestJson';

const secret = 'the-t0ken-of-somebody';

/** What comes of an answer as it is written, byte by byte. */
async function errorOf(answer: string): Promise<unknown> {
  const server = createServer(socket =>
    socket.once('data', () => socket.end(answer)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const error = await requestJson(`http://127.0.0.1:${port}/`, {
    what: 'an access token',
    timeoutMs: 5000,
    authorization: 'Basic x',
    form: {},
  }).catch(thrown => thrown);
  server.close();
  return error;
}

it.each([
  [
    'in no chunks',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n{"access_token":"${secret}"}`,
  ],
  ['that is no HTTP', `{"access_token":"${secret}"}`],
])('keeps nothing of an answer %s', async (_, answer) => {
  const error = await errorOf(answer);
  expect(error).toMatchObject({
    code: 'network',
    message: expect.stringMatching(/an access token; caused by Error: Parse/),
  });
  // Backstage's log prints every field of an error, and bytes as numbers.
  const printed = inspect(error, { depth: 9, showHidden: true });
  expect(printed).not.toContain(secret);
  expect(printed).not.toContain('Buffer');
});
