import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  LimitedBackend,
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

  it('lets no user apply the conditions of a permission', async () => {
    const path = '/.well-known/backstage/permissions/apply-conditions';
    expect(
      await backend.send(`/api/catalog${path}`, { items: [] }),
    ).toMatchObject({ status: 403 });
  });
});
