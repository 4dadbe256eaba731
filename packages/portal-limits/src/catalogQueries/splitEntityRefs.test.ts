import express from 'express';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type PageSizes } from './EntitySizes';
import { splitEntityRefs } from './splitEntityRefs';

interface Reading {
  entityRefs: string[];
  fields?: string[];
}

let url: string;
let server: ReturnType<typeof createServer>;
let sizes: PageSizes;
let turns = 0;
let readings: Reading[] = [];
let requests: { authorization?: string; filter?: unknown }[] = [];

beforeAll(async () => {
  const app = express();
  const baseUrl = async () => url;
  app.use(express.json());
  app.use(
    splitEntityRefs({
      discovery: { getBaseUrl: baseUrl, getExternalBaseUrl: baseUrl },
      sizes: { read: async () => sizes },
      takeTurn: (_req, _res, next) => {
        turns += 1;
        next();
      },
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
  sizes = { different: 50, repeated: 50 };
  turns = 0;
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

it.each([['kind'], undefined])(
  'reads few entities at a time, fields: %s',
  async field => {
    const refs = many(120);
    const entityRefs = [...refs, 'missing', 'c0'];
    const fields = field && [field];
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
      [...refs.slice(100), 'missing', 'c0'],
    ]);
    expect(readings[2].fields).toEqual(fields);
    expect(requests[2]).toEqual({ authorization: 'Bearer x', filter: 'a b' });
    expect(turns).toBe(1);
  },
);

it.each<[string, object]>([
  ['for few entities', { entityRefs: many(50), fields: ['kind'] }],
  ['for small entities', { entityRefs: many(60) }],
])('passes a request %s to the catalog unchanged', async (_, body) => {
  sizes.different = 60;
  await send(body);
  expect(readings).toEqual([body]);
  expect(turns).toBe(0);
});

it('counts an entity once per reference', async () => {
  sizes.different = Infinity;
  const entityRefs = [...many(50), ...many(1)];
  await (await send({ entityRefs })).text();
  expect(readings.map(reading => reading.entityRefs.length)).toEqual([50, 1]);
});

it('returns an error of the catalog', async () => {
  const response = await send({
    entityRefs: ['busy', ...many(50)],
    fields: ['kind'],
  });
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toEqual({ error: 'busy' });
  expect(readings).toHaveLength(1);
});

it('does not complete a list of which a part is missing', async () => {
  const response = await send({ entityRefs: [...many(50), 'busy'] });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});
