import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { KeepAliveConnection } from './keepAliveClient.mts';

let server: Server;
let url: string;

before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) {
      body += part;
    }
    if (request.url === '/chunked') {
      response.write('one ');
      response.end('two');
    } else {
      response.writeHead(201, { 'Content-Length': body.length });
      response.end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

test('sends requests sequentially over one connection', async () => {
  const connection = await KeepAliveConnection.open(url);
  const first = await connection.send('POST', '/', 'X: y\r\n', 'hello');
  const second = await connection.send('GET', '/chunked');
  const third = await connection.send('GET', '/');
  connection.close();

  assert.deepEqual([first.status, first.body], [201, 'hello']);
  assert.deepEqual([second.status, second.body], [200, 'one two']);
  assert.deepEqual([third.status, third.body], [201, '']);
});

test('rejects if the connection ends before the response', async () => {
  const connection = await KeepAliveConnection.open(url);
  const answer = connection.send('POST', '/', 'Content-Length: 99\r\n');
  server.closeAllConnections();

  await assert.rejects(answer, /closed|ECONNRESET/);
});
