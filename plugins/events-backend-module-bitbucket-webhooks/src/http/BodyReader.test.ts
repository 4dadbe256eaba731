import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { sendRaw } from '../__testUtils__/signedRequest';
import { type RefusedDelivery } from '../model/RefusedDelivery';
import { BodyReader } from './BodyReader';

let server: Server;
let reader: BodyReader;
let arrived: () => void;

beforeAll(async () => {
  server = createServer((req, res) => {
    const reading = reader.read(req);
    arrived();
    reading.then(
      bytes => res.end(bytes),
      ({ statusCode, message }: RefusedDelivery) =>
        res.writeHead(statusCode, { connection: 'close' }).end(message),
    );
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
});
beforeEach(() => {
  arrived = () => {};
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const send = (parts: string[], ends = true) =>
  sendRaw({
    port: (server.address() as AddressInfo).port,
    headers: { 'content-type': 'application/json' },
    parts,
    ends,
  });

function waitForRequest() {
  return new Promise<void>(resolve => {
    arrived = resolve;
  });
}

it('rejects a body that does not arrive in time', async () => {
  reader = new BodyReader({ ms: 100 });
  expect(await send(['{'], false)).toMatchObject({
    status: 408,
    text: 'The body of the webhook did not arrive within 0.1 seconds.',
  });
});

it('reads a limited number of bodies at the same time', async () => {
  reader = new BodyReader({ reads: 2, ms: 2000 });
  const slow = [];
  for (const _ of [1, 2]) {
    const arrival = waitForRequest();
    slow.push(send(['{'], false));
    await arrival;
  }
  expect(await send(['{}'])).toMatchObject({
    status: 503,
    text: expect.stringContaining('reads 2 webhooks at the same time'),
  });
  await Promise.all(slow);
  expect(await send(['{}'])).toMatchObject({ status: 200, text: '{}' });
});
