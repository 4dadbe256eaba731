import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin]);
});

afterAll(() => backend.stop());

const nulls = { $any: Array(51).fill(null) };
const encode = (cursor: object) =>
  encodeURIComponent(Buffer.from(JSON.stringify(cursor)).toString('base64'));

async function registerLocations(count: number) {
  for (let index = 0; index < count; index++) {
    backend.files[`${index}.yaml`] = '';
    const target = `${REPOSITORY}/${index}.yaml`;
    await backend.send('/api/catalog/locations', { type: 'url', target });
  }
  const path = '/api/catalog/entities?filter=kind=location&fields=kind';
  let locations = [];
  while (locations.length < count) {
    const { text } = await backend.send(path);
    locations = JSON.parse(text);
  }
}

async function readPage(body: object) {
  const response = await backend.send('/api/catalog/entities/by-query', body);
  const { items, pageInfo } = JSON.parse(response.text);
  return { name: items[0].metadata.name, ...pageInfo };
}

describe('the catalog', () => {
  it.each<[string, object | undefined]>([
    ['/entities/by-query', { query: nulls }],
    ['/entities/by-refs', { entityRefs: [], query: nulls }],
    ['/entity-facets', { facets: ['kind'], query: nulls }],
    ['/locations/by-query', { query: nulls }],
    [`/entities/by-query?cursor=${encode({ query: nulls })}`, undefined],
  ])('counts each item of a query to %s', async (path, body) => {
    const response = await backend.send(`/api/catalog${path}`, body);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 50 conditions and operators');
  });

  it('rejects many fields in a request for all entities', async () => {
    const fields = Array.from({ length: 21 }, (_, index) => `a${index}`);
    const path = `/api/catalog/Entities/?fields=${fields.join()}`;
    const response = await backend.send(path);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 20 fields and no limit');
    expect(await backend.send(`${path}&limit=500`)).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, object]>([
    ['without an order', {}],
    ['in an order', { orderBy: [{ field: 'metadata.name', order: 'asc' }] }],
    [
      'of a text search',
      { fullTextFilter: { term: 'generated', fields: ['metadata.name'] } },
    ],
  ])('accepts its own cursors %s', async (_, query) => {
    await registerLocations(3);
    const filter = { query: { kind: 'location' } };
    const first = await readPage({ ...filter, ...query, limit: 1 });
    const second = await readPage({ cursor: first.nextCursor, limit: 1 });
    const third = await readPage({ cursor: second.nextCursor, limit: 1 });
    const back = await readPage({ cursor: third.prevCursor, limit: 1 });
    expect(new Set([first.name, second.name, third.name]).size).toBe(3);
    expect(back.name).toBe(second.name);
  });

  it('does not let users apply the conditions of a permission', async () => {
    const path = '/.well-known/backstage/permissions/apply-conditions';
    expect(
      await backend.send(`/api/catalog${path}`, { items: [] }),
    ).toMatchObject({ status: 403 });
  });
});
