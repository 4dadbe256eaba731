import express from 'express';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { refusePipelining } from './refusePipelining';

let server: Server;
let handled = 0;

beforeAll(async () => {
  const app = express();
  app.use(refusePipelining());
  app.use((_req, res) => {
    handled += 1;
    setImmediate(() => res.end('handled'));
  });
  server = app.listen(0);
  await once(server, 'listening');
});
beforeEach(() => (handled = 0));
afterAll(() => server.close());

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

function open() {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, 'localhost');
  let text = '';
  socket.on('data', chunk => (text += chunk));
  const statuses = () =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  const until = async (count: number) => {
    while (statuses().length < count) {
      await once(socket, 'data');
    }
  };
  return { socket, statuses, until };
}

it('rejects the eleventh of many requests in a packet, and ignores the rest', async () => {
  const { socket, statuses } = open();
  socket.write(REQUEST.repeat(1000));
  await once(socket, 'close');
  expect(handled).toBe(10);
  expect(statuses()).toEqual([...Array(10).fill('200'), '429']);
});

it('accepts any number of requests one after the other', async () => {
  const { socket, statuses, until } = open();
  for (let count = 1; count <= 30; count++) {
    socket.write(REQUEST);
    await until(count);
  }
  socket.destroy();
  expect(statuses()).toEqual(Array(30).fill('200'));
});

it('accepts a few requests at once', async () => {
  const { socket, statuses, until } = open();
  for (let round = 1; round <= 3; round++) {
    socket.write(REQUEST.repeat(10));
    await until(10 * round);
  }
  socket.destroy();
  expect(statuses()).toEqual(Array(30).fill('200'));
});
