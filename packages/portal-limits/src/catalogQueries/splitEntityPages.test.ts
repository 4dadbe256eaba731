import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { mockCredentials } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import { CatalogTables } from '../__testUtils__/CatalogTables';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';
import { EntitySizes, type PageSizes } from './EntitySizes';

jest.setTimeout(60_000);

const COUNT = 130;
const SMALL: PageSizes = { different: Infinity, repeated: 1_000 };
const LARGE: PageSizes = { different: 50, repeated: 50 };

/** A value that resembles the end of a response, in the entities 40 and later. */
const toEntity = (index: number) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { namespace: 'default', name: `a${index}` },
  spec:
    index < 40
      ? { type: `€${index % 7}`, lifecycle: '],"totalItems":' }
      : { type: `€${index % 7}`, hidden: [], totalItems: {} },
  relations: [],
});

/** Decodes cursors, because the order of the keys in a cursor does not matter. */
function decodeCursors({
  body,
  ...rest
}: {
  body: { pageInfo?: Record<string, string> };
}) {
  const cursors = Object.entries({ ...body.pageInfo }).map(([name, cursor]) => [
    name,
    JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')),
  ]);
  return { ...rest, body: { ...body, pageInfo: undefined }, cursors };
}

describe.each(databaseServers)('on $name', ({ start }) => {
  const tables = new CatalogTables();
  let database: DatabaseServer;
  let backend: LimitedBackend;
  let requests: jest.SpyInstance;

  beforeAll(async () => {
    database = await start();
    backend = await startLimitedBackend(
      [catalogPlugin, databaseServiceFactory, tables.createModule()],
      { backend: { database: database.config } },
    );
    for (let index = 0; index < COUNT; index++) {
      const { kind, spec, ...rest } = toEntity(index);
      const number = String((index * 37) % COUNT).padStart(12, '0');
      const entity_id = `00000000-0000-4000-8000-${number}`;
      const entity_ref = `api:default/${rest.metadata.name}`;
      await tables.knex('refresh_state').insert({
        entity_id,
        entity_ref,
        unprocessed_entity: '{}',
        errors: '[]',
        next_update_at: '2099-01-01',
        last_discovery_at: '2020-01-01',
      });
      await tables.knex('final_entities').insert({
        entity_id,
        entity_ref,
        final_entity: JSON.stringify({ kind, spec, ...rest }),
        hash: 'h',
        last_updated_at: '2020-01-01',
      });
      await tables
        .knex('search')
        .insert(
          Object.entries({ kind, 'spec.type': spec.type }).map(
            ([key, value]) => ({ entity_id, key, value: value.toLowerCase() }),
          ),
        );
    }
  });

  afterAll(async () => {
    await backend?.stop();
    await database?.close();
  });

  beforeEach(() => {
    requests = jest.spyOn(globalThis, 'fetch');
  });

  afterEach(() => jest.restoreAllMocks());

  async function request(path: string, body?: object) {
    const response = await fetch(
      `http://localhost:${backend.port()}/api/catalog${path}`,
      {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${mockCredentials.user.token()}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
      },
    );
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      link: response.headers.get('link'),
      body: await response.json(),
    };
  }

  const setSizes = (sizes: PageSizes) =>
    jest.spyOn(EntitySizes.prototype, 'read').mockResolvedValue(sizes);

  /** Returns the limits of the requests that the catalog receives for this request. */
  const readLimits = () =>
    // The first request is the test's own request.
    requests.mock.calls.slice(1).map(([url, init]) => {
      const limit = /[?&]limit=(\d+)/.exec(url)?.[1];
      return Number(limit ?? JSON.parse(init.body).limit);
    });

  const cursorAfter = async (limit: number, body: object) => {
    setSizes(SMALL);
    const page = await request('/entities/by-query', { ...body, limit });
    return page.body.pageInfo.nextCursor as string;
  };

  it.each<[string, object | undefined, number[]]>([
    ['/entities', undefined, [50, 50, 50]],
    ['/Entities/?fields=metadata.name', undefined, [50, 50, 50]],
    ['/entities?order=desc:spec.type', undefined, [50, 50, 50]],
    ['/entities?filter=spec.type=€1&fields=kind', undefined, [50]],
    ['/entities?filter=kind=none', undefined, [50]],
    ['/entities?limit=1000', undefined, [50, 1, 50, 50]],
    ['/entities?limit=60&fields=metadata', undefined, [50, 1, 10]],
    ['/entities?limit=60&offset=20', undefined, [50, 1, 10]],
    ['/entities?offset=70', undefined, [50, 1, 50]],
    [
      `/entities?after=${btoa('{"limit":55,"offset":70}')}`,
      undefined,
      [50, 1, 5],
    ],
    ['/entities/by-query', undefined, [50, 50, 50]],
    ['/entities/by-query?limit=120', undefined, [50, 50, 20]],
    ['/entities/by-query?limit=100&offset=10', undefined, [50, 50]],
    [
      '/entities/by-query?limit=70&orderField=spec.type,desc&fields=metadata.name&totalItems=exclude',
      undefined,
      [50, 20],
    ],
    ['/entities/by-query', {}, [50, 50, 50]],
    ['/entities/by-query', { limit: 1000, fields: ['kind'] }, [50, 50, 50]],
    [
      '/entities/by-query',
      {
        limit: 60,
        offset: 5,
        query: { kind: 'api' },
        orderBy: [{ field: 'spec.type', order: 'asc' }],
      },
      [50, 10],
    ],
  ])('reads %s with %j in parts', async (path, body, limits) => {
    setSizes(SMALL);
    const expected = await request(path, body);
    setSizes(LARGE);
    requests.mockClear();
    const found = await request(path, body);
    expect(decodeCursors(found)).toEqual(decodeCursors(expected));
    expect(readLimits()).toEqual(limits);
  });

  it.each([
    '/entities/by-query?fields=a[0]&limit=60',
    '/entities?fields=a[0]&limit=60',
    '/entities?fields=a[0]',
    '/entities?order=type',
    '/entities/by-query?cursor=none&limit=60',
  ])('rejects %s with the error of the catalog', async path => {
    setSizes(SMALL);
    const expected = await request(path);
    setSizes(LARGE);
    const found = await request(path);
    expect(expected.status).toBe(400);
    expect({ ...found, body: found.body.error }).toEqual({
      ...expected,
      body: expected.body.error,
    });
  });

  it.each([{}, { orderBy: [{ field: 'spec.type', order: 'desc' }] }])(
    'reads a page after a cursor in parts: %j',
    async order => {
      const cursor = await cursorAfter(20, order);
      const expected = await request('/entities/by-query', {
        cursor,
        limit: 60,
      });
      expect(expected.body.pageInfo).toEqual({
        nextCursor: expect.any(String),
        prevCursor: expect.any(String),
      });
      const path = `/entities/by-query?limit=60&cursor=${encodeURIComponent(
        expected.body.pageInfo.nextCursor,
      )}`;
      const next = await request(path);
      expect(next.body.pageInfo).toEqual({ prevCursor: expect.any(String) });
      setSizes(LARGE);
      expect(
        await request('/entities/by-query', { cursor, limit: 60 }),
      ).toEqual(expected);
      expect(await request(path)).toEqual(next);
    },
  );

  it('reads fewer entities before a cursor', async () => {
    const cursor = await cursorAfter(120, {});
    const last = await request('/entities/by-query', { cursor });
    const { prevCursor } = last.body.pageInfo;
    const all = await request('/entities/by-query', { cursor: prevCursor });
    setSizes(LARGE);
    const before = await request('/entities/by-query', { cursor: prevCursor });
    expect(before.body.items).toEqual(all.body.items.slice(-50));
    const get = await request(
      `/entities/by-query?limit=60&cursor=${encodeURIComponent(
        before.body.pageInfo.prevCursor,
      )}`,
    );
    expect(get.body.items).toEqual(all.body.items.slice(-100, -50));
  });

  it('rejects a sorted page behind many entities', async () => {
    setSizes(LARGE);
    const path = '/entities?order=asc:spec.type&limit=10';
    expect((await request(`${path}&offset=40`)).status).toBe(200);
    const { body, status } = await request(`${path}&offset=41`);
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'The entities of the catalog are so large that a sorted page of /entities ends at the entity 50. Use /entities/by-query and its cursors, or no order.',
    );
  });

  it('measures the entities', async () => {
    const read = () =>
      new EntitySizes({ getClient: async () => tables.knex } as never).read();
    expect(await read()).toEqual({ different: Infinity, repeated: 1_000 });
    const refs = Array.from(
      { length: 60 },
      (_, index) => `api:default/a${index}`,
    );
    const change = (count: number, bytes: number) =>
      tables
        .knex('final_entities')
        .whereIn('entity_ref', refs.slice(0, count))
        .update({ final_entity: '€'.repeat(bytes / 3) });
    await change(1, 300 * 1024);
    expect(await read()).toEqual({ different: Infinity, repeated: 85 });
    await change(60, 450 * 1024);
    expect(await read()).toEqual({ different: 56, repeated: 56 });
    await change(60, 900 * 1024);
    expect(await read()).toEqual(LARGE);
  });
});
