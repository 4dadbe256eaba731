import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { disconnectIdleReader } from './disconnectIdleReader';

const LONGEST_MS = 50;

let server: ReturnType<typeof createServer>;
const clients: Socket[] = [];

beforeAll(async () => {
  const app = express();
  app.get('/large', (_req, res) => {
    disconnectIdleReader(res, LONGEST_MS);
    res.end(Buffer.alloc(20_000_000));
  });
  app.get('/slow', (_req, res) => {
    disconnectIdleReader(res, LONGEST_MS);
    res.write('[');
    // The catalog prepares the next part.
    res.once('timeout', () => res.end(']'));
  });
  server = createServer(app);
  await new Promise<void>(resolve => server.listen(0, resolve));
});

afterAll(() => {
  clients.forEach(client => client.destroy());
  server.close();
});

const url = (path: string) =>
  `http://localhost:${(server.address() as AddressInfo).port}${path}`;

it('disconnects a client that reads nothing', async () => {
  const client = connect((server.address() as AddressInfo).port);
  clients.push(client);
  client.pause();
  const request = once(server, 'request');
  client.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, res] = await request;
  await once(res, 'close');
  expect(res.writableFinished).toBe(false);
});

it('does not count time without data to read', async () => {
  const response = await fetch(url('/slow'));
  expect(await response.text()).toBe('[]');
});
