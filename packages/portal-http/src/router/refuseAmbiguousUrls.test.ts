import express from 'express';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { refuseAmbiguousUrls } from './refuseAmbiguousUrls';

describe('refuseAmbiguousUrls', () => {
  const app = express();
  app.use(refuseAmbiguousUrls);
  app.use((_req, res) => {
    res.send('reached');
  });
  app.use(
    (
      error: Error,
      _req: express.Request,
      res: express.Response,
      _next: express.NextFunction,
    ) => {
      res.status(error.name === 'InputError' ? 400 : 500).end();
    },
  );
  const server = createServer(app);

  beforeAll(async () => {
    server.listen(0);
    await once(server, 'listening');
  });

  afterAll(() => {
    server.close();
  });

  /** `fetch` would escape the URL. */
  async function send(path: string): Promise<number | undefined> {
    const { port } = server.address() as AddressInfo;
    const outgoing = request({ port, path, agent: false });
    outgoing.end();
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
    incoming.resume();
    return incoming.statusCode;
  }

  it.each([
    '/api/catalog/locations\\?x=1#',
    '/api/catalog/locations#',
    '/api\\catalog/locations',
    '/api/catalog//entities',
    '/api//catalog/entities',
    '/API/catalog/entities//?limit=1',
  ])('refuses %s', async path => {
    expect(await send(path)).toBe(400);
  });

  it.each([
    '/',
    '/api/catalog/entities?filter=kind=a%23b,c%5Cd',
    '/a%20b',
    '/api/',
    '/api/catalog/analyze?url=https://a//b',
    '/docs//a',
  ])('accepts %s', async path => {
    expect(await send(path)).toBe(200);
  });
});
