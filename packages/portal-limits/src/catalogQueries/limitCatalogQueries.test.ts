import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

/** One value more than the limit, in each of the two entities. */
const VALUES = ['a', 'b', 'c', 'd'];
const LIMITS = {
  query: { sortValues: 5, sortOffset: 10, facetValues: 4 },
  lists: { page: 2 },
};

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    backend: { limits: LIMITS },
  });
  backend.files['a.yaml'] = ['one', 'two', 'three']
    .map(name =>
      JSON.stringify({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name, tags: ['first', 'second'] },
        spec: { type: 'x', lifecycle: 'x', owner: 'x', y: VALUES },
      }),
    )
    .join('\n---\n');
  const target = `${REPOSITORY}/a.yaml`;
  await backend.send('/api/catalog/locations', { type: 'url', target });
  while ((await read('/entities?filter=kind=component')).length < 3) {
    await setTimeout(20);
  }
});

afterAll(() => backend.stop());

const send = (path: string, body?: object) =>
  backend.send(`/api/catalog${path}`, body);

async function read(path: string, body?: object) {
  return JSON.parse((await send(path, body)).text);
}

describe('a request for entities', () => {
  it.each<[string, object | undefined]>([
    ['/entities?offset=0&order=asc:spec.y&order=asc:spec.y', undefined],
    ['/entities?limit=1&order=asc:spec.y&order=asc:kind', undefined],
    ['/Entities/?order=asc:spec.y&order=asc:kind', undefined],
    ['/entities/by-query?orderField=spec.y&orderField=kind', undefined],
    [
      '/entities/by-query',
      { orderBy: ['kind', 'spec.y'].map(field => ({ field, order: 'asc' })) },
    ],
  ])('%s accepts one sort field', async (path, body) => {
    const { status, text } = await send(path, body);
    expect(text).toContain('The catalog sorts by one field.');
    expect(status).toBe(400);
  });

  it.each([
    'offset=0',
    'offset=0&order=asc:metadata.name',
    `after=${btoa('{"offset":0}')}`,
  ])('returns one page for %s', async parameters => {
    const path = `/entities?${parameters}`;
    expect(await read(path)).toHaveLength(2);
    expect(await read(`${path}&limit=1`)).toHaveLength(1);
  });

  it.each([
    'offset=11',
    `after=${encodeURIComponent(btoa('{"offset":11,"limit":1}'))}`,
  ])('rejects a sorted page far from the first one: %s', async parameters => {
    const path = `/entities?limit=1&${parameters}`;
    expect(await send(path)).toMatchObject({ status: 200 });
    const { status, text } = await send(`${path}&order=asc:kind`);
    expect(text).toContain('The offset of the sorted request is more than 10.');
    expect(status).toBe(400);
  });
});

describe('a sort field with lists', () => {
  const cursor = (field: string) =>
    btoa(
      JSON.stringify({
        orderFields: [{ field, order: 'asc' }],
        orderFieldValues: ['a', 'b'],
        isPrevious: false,
      }),
    );
  const order = (field: string) => ({ orderBy: [{ field, order: 'asc' }] });

  it.each<[string, object | undefined]>([
    ['/entities?order=asc:spec.y', undefined],
    ['/entities?order=asc:spec.Y&offset=1&limit=1', undefined],
    ['/entities/by-query?orderField=spec.y,asc,kind', undefined],
    [`/entities/by-query?orderField=kind&cursor=${cursor('spec.y')}`, {}],
    ['/entities/by-query', order('spec.y')],
    ['/entities/by-query', { cursor: cursor('spec.y') }],
  ])('is rejected by %s', async (path, body) => {
    const isGet = path.includes('?');
    const { status, text } = await backend.send(
      `/api/catalog${path}`,
      isGet ? undefined : body,
    );
    expect(text).toContain('Some entities have several values of the sort');
    expect(status).toBe(400);
  });

  it.each<[string, object | undefined]>([
    ['/entities?order=asc:metadata.name', undefined],
    ['/entities?order=asc:metadata.tags', undefined],
    ['/entities/by-query', order('metadata.name')],
    ['/entities/by-query', { ...order('spec.y'), limit: 2 }],
    ['/entities/by-query?orderField=spec.y&limit=2', undefined],
  ])('is accepted if it has few values: %s', async (path, body) => {
    expect(await send(path, body)).toMatchObject({ status: 200 });
  });
});

describe('facets', () => {
  it.each<[string, object | undefined]>([
    ['/entity-facets?facet=kind&facet=Spec.Y', undefined],
    [
      '/Entity-Facets/?facet=kind&facet=spec.y&filter=kind=component',
      undefined,
    ],
    ['/entity-facets', { facets: ['kind', 'spec.y'] }],
  ])('with many values are rejected: %s', async (path, body) => {
    const { status, text } = await send(path, body);
    expect(text).toContain('have more than 4 different values in the catalog.');
    expect(status).toBe(400);
  });

  it.each<[string, object | undefined]>([
    ['/entity-facets?facet=spec.y', undefined],
    ['/entity-facets', { facets: ['spec.y'] }],
  ])('with few values are accepted: %s', async (path, body) => {
    const { facets } = await read(path, body);
    expect(facets['spec.y']).toHaveLength(4);
  });
});

describe('entity references with fields', () => {
  const entityRefs = ['one', 'none', 'two', 'one'].map(
    name => `component:default/${name}`,
  );
  const fields = ['metadata.name'];
  const item = (name: string) => ({ metadata: { name } });

  it('can be repeated', async () => {
    expect(await read('/entities/by-refs', { entityRefs, fields })).toEqual({
      items: [item('one'), null, item('two'), item('one')],
    });
  });

  it('must be valid', async () => {
    const body = { entityRefs, fields: ['metadata[0]'] };
    const { status, text } = await send('/entities/by-refs', body);
    expect(text).toContain('array type fields are not supported');
    expect(status).toBe(400);
  });
});
