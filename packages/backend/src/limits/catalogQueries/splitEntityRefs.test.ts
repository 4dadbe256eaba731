import express from 'express';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { splitEntityRefs } from './splitEntityRefs';

interface Reading {
  entityRefs: string[];
  fields?: string[];
}

let url: string;
let server: ReturnType<typeof createServer>;
let readings: Reading[] = [];
let requests: { authorization?: string; filter?: unknown }[] = [];

beforeAll(async () => {
  const app = express();
  const baseUrl = async () => url;
  app.use(express.json());
  app.use(
    splitEntityRefs({
      discovery: { getBaseUrl: baseUrl, getExternalBaseUrl: baseUrl },
    }),
  );
  // The catalog.
  app.post('/entities/by-refs', (req, res) => {
    readings.push(req.body);
    requests.push({
      authorization: req.get('authorization'),
      filter: req.query.filter,
    });
    if (req.body.entityRefs.includes('busy')) {
      res.status(429).set('retry-after', '5').json({ error: 'busy' });
      return;
    }
    res.json({
      items: req.body.entityRefs.map((ref: string) =>
        ref === 'missing' ? null : { ref },
      ),
    });
  });
  server = createServer(app);
  await new Promise<void>(resolve => server.listen(0, resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  readings = [];
  requests = [];
});

afterAll(() => server.close());

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `component:default/c${index}`);

const send = (body: object, path = '/entities/by-refs') =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('reads each entity once, and few at a time', async () => {
  const refs = many(120);
  const entityRefs = [...refs, 'missing', ...refs];
  const fields = ['kind'];
  const response = await send(
    { entityRefs, fields },
    '/entities/by-refs?filter=a%20b',
  );
  expect(await response.json()).toEqual({
    items: entityRefs.map(ref => (ref === 'missing' ? null : { ref })),
  });
  expect(readings.map(reading => reading.entityRefs)).toEqual([
    refs.slice(0, 50),
    refs.slice(50, 100),
    [...refs.slice(100), 'missing'],
  ]);
  expect(readings[2].fields).toEqual(fields);
  expect(requests[2]).toEqual({ authorization: 'Bearer x', filter: 'a b' });
});

it.each<[string, object]>([
  ['without fields', { entityRefs: [...many(60), 'a', 'a'] }],
  ['with an empty list of fields', { entityRefs: many(60), fields: [] }],
  ['for few entities', { entityRefs: many(50), fields: ['kind'] }],
])('leaves a request %s to the catalog', async (_, body) => {
  await send(body);
  expect(readings).toEqual([body]);
});

it('returns an error of the catalog', async () => {
  const response = await send({
    entityRefs: ['busy', 'busy', ...many(50)],
    fields: ['kind'],
  });
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toEqual({ error: 'busy' });
  expect(readings).toHaveLength(1);
});
