import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express, { type Response as ExpressResponse } from 'express';
import { once } from 'node:events';
import { listen } from '../__testUtils__/listen';
import { standardLimits } from '../limits/limits';
import { limitRunningQueries } from '../requests/limitRunningQueries';

let listening: Awaited<ReturnType<typeof listen>>;
let untilStarted: (name: string) => Promise<ExpressResponse>;
/** The pending requests of the catalog, by their parameter `name`. */
const open = new Map<string, ExpressResponse>();

beforeAll(async () => {
  const app = express();
  app.use(
    limitRunningQueries(
      { ...standardLimits, 'queries.running': 2, 'queries.waiting': 1 },
      { httpAuth: mockServices.httpAuth({ pluginId: 'catalog' }) },
    ),
  );
  // The catalog.
  app.use((req, res) => {
    open.set(String(req.query.name), res);
    app.emit('started');
  });
  listening = await listen(app);
  untilStarted = async name => {
    while (!open.has(name)) {
      await once(app, 'started');
    }
    return open.get(name)!;
  };
});

afterAll(() => listening.close());

function query(user: string, name: string, path = '/entities/by-query') {
  const controller = new AbortController();
  const response = fetch(`${listening.url}${path}?name=${name}`, {
    headers: { authorization: mockCredentials.user.header(`user:x/${user}`) },
    signal: controller.signal,
  });
  // A test that aborts a request does not wait for its response.
  response.catch(() => {});
  return { response, abort: () => controller.abort() };
}

/** Waits until all earlier requests have reached the catalog or wait for a turn. */
async function settle(name: string) {
  const { response } = query(`other-${name}`, name);
  (await untilStarted(name)).end();
  await response;
}

it('makes one more query of a user wait until another one has a response', async () => {
  query('a', 'a-first');
  query('a', 'a-second');
  const first = await untilStarted('a-first');
  const second = await untilStarted('a-second');
  const third = query('a', 'a-third', '/entity-facets');
  await settle('a');
  expect(open.has('a-third')).toBe(false);
  first.end();
  (await untilStarted('a-third')).end();
  expect((await third.response).status).toBe(200);
  second.end();
});

it('rejects a query if too many wait', async () => {
  query('b', 'b-first');
  query('b', 'b-second');
  const first = await untilStarted('b-first');
  const second = await untilStarted('b-second');
  const waiting = [query('b', 'b-third'), query('b', 'b-fourth')];
  const refused = await Promise.race(waiting.map(({ response }) => response));
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.text()).toBe(
    'You have 2 queries that run and 1 that wait. Wait until some of them are finished. An administrator can change backend.limits.queries.waiting.',
  );
  waiting.forEach(({ abort }) => abort());
  first.end();
  second.end();
});

it('counts the query of a disconnected client until the catalog responds', async () => {
  const abandoned = [query('c', 'c-first'), query('c', 'c-second')];
  const first = await untilStarted('c-first');
  const second = await untilStarted('c-second');
  const closed = [first, second].map(res => once(res, 'close'));
  abandoned.forEach(({ abort }) => abort());
  await Promise.all(closed);
  const third = query('c', 'c-third');
  await settle('c');
  expect(open.has('c-third')).toBe(false);
  // The catalog starts a response of many entities in the same way.
  first.write('[');
  (await untilStarted('c-third')).end();
  expect((await third.response).status).toBe(200);
  second.end();
});

it.each<[string, (response: Response, abort: () => void) => unknown]>([
  ['reads', response => response.arrayBuffer()],
  ['leaves', (_response, abort) => abort()],
])(
  'counts a query with a large response until its client %s',
  async (name, act) => {
    const large = [query(name, `${name} 1`), query(name, `${name} 2`)];
    for (const number of [1, 2]) {
      const res = await untilStarted(`${name} ${number}`);
      res.end(Buffer.alloc(20_000_000));
    }
    const [response] = await Promise.all(large.map(each => each.response));
    const third = query(name, `${name} 3`);
    await settle(name);
    expect(open.has(`${name} 3`)).toBe(false);
    await act(response, large[0].abort);
    (await untilStarted(`${name} 3`)).end();
    expect((await third.response).status).toBe(200);
    large[1].abort();
  },
);

it('drops a waiting query whose client disconnected', async () => {
  query('d', 'd-first');
  query('d', 'd-second');
  const first = await untilStarted('d-first');
  const second = await untilStarted('d-second');
  const third = query('d', 'd-third');
  const { res } = await untilReceived('d-third');
  const left = once(res, 'close');
  third.abort();
  await left;
  const closed = once(first, 'close');
  first.end();
  await closed;
  const fourth = query('d', 'd-fourth');
  (await untilStarted('d-fourth')).end();
  expect((await fourth.response).status).toBe(200);
  expect(open.has('d-third')).toBe(false);
  second.end();
});

async function untilReceived(name: string) {
  for (;;) {
    const [req, res] = await once(listening.server, 'request');
    if (req.url.endsWith(`=${name}`)) {
      return { res };
    }
  }
}

it('does not count requests that are not queries', async () => {
  const requests = ['1', '2', '3', '4'].map(name =>
    query('e', name, '/locations'),
  );
  for (const name of ['1', '2', '3', '4']) {
    (await untilStarted(name)).end();
  }
  const responses = await Promise.all(requests.map(({ response }) => response));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});
