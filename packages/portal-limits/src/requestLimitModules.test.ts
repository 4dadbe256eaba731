import { mockCredentials } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import mcpPlugin from '@backstage/plugin-mcp-actions-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import userSettingsPlugin from '@backstage/plugin-user-settings-backend';
import {
  type LimitedBackend,
  startLimitedBackend,
} from './__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([
    catalogPlugin,
    mcpPlugin,
    scaffolderPlugin,
    searchPlugin,
    userSettingsPlugin,
  ]);
});

afterAll(() => backend.stop());

const nots = (depth: number) =>
  JSON.parse(`${'{"$not":'.repeat(depth)}{"kind":"x"}${'}'.repeat(depth)}`);
const cursor = Buffer.from(
  JSON.stringify({
    orderFields: [],
    orderFieldValues: [],
    isPrevious: false,
    query: nots(90),
  }),
).toString('base64');
const many = Array.from({ length: 60 }, (_, index) => `k${index}`);
const anys = { $any: many.map(key => ({ [key]: 'x' })) };

describe('the catalog', () => {
  it.each<[string, string, object | undefined, string]>([
    [
      'a deep query',
      '/entities/by-query',
      { query: nots(90) },
      'nested operators',
    ],
    [
      'a wide query',
      '/entities/by-query',
      { query: anys },
      'conditions and operators',
    ],
    ['a forged cursor', '/entities/by-query', { cursor }, 'nested operators'],
    [
      'a forged cursor',
      `/entities/by-query?cursor=${encodeURIComponent(cursor)}`,
      undefined,
      'nested operators',
    ],
    [
      'a field with many dots',
      '/entities/by-query',
      { fields: ['a.'.repeat(40_000)] },
      'more than 200 characters',
    ],
    [
      'many filters',
      `/entities?${many.map(key => `filter=${key}`).join('&')}`,
      undefined,
      'conditions and operators',
    ],
    [
      'many conditions',
      `/entities/by-query?filter=${many.join()}`,
      undefined,
      'conditions and operators',
    ],
    [
      'a deep query',
      '/entity-facets',
      { facets: ['kind'], query: nots(11) },
      'nested',
    ],
    [
      'a deep query',
      '/entities/by-refs',
      { entityRefs: [], query: nots(11) },
      'nested',
    ],
    [
      'a deep query',
      '/locations/by-query',
      { query: nots(11) },
      'nested operators',
    ],
    [
      'a very deep query',
      '/entities/by-query',
      { query: nots(2_800) },
      'more than 100 nested lists and maps',
    ],
    [
      'too many references',
      '/entities/by-refs',
      { entityRefs: many.flatMap(a => many.map(b => `component:x/${a}${b}`)) },
      'a list of more than 1,000 items',
    ],
    [
      'too many values',
      '/entities/by-query',
      { fields: Array(25_000).fill(1) },
      'more than 20,000 keys and values',
    ],
    [
      'too many values for a route that is read earlier',
      '/validate-entity',
      { entity: Array(25_000).fill(1) },
      'more than 20,000 keys and values',
    ],
    [
      'a deep query of an action',
      '/.backstage/actions/v1/actions/catalog:query-catalog-entities/invoke',
      { query: nots(11) },
      'nested operators',
    ],
    [
      'a deep query of an action',
      '/.backstage/actions/v2/actions/catalog:query-catalog-entities/invoke',
      { input: { query: nots(11) } },
      'nested operators',
    ],
  ])('rejects %s at %s', async (_, path, body, message) => {
    const response = await backend.send(`/api/catalog${path}`, body);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.text).error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
    expect(response.text).toContain(
      'An administrator can change backend.limits.',
    );
  });

  it('still validates requests within the limits', async () => {
    const path = '/api/catalog/entities/by-query';
    expect(await backend.send(path, { query: nots(5) })).toMatchObject({
      status: 200,
    });
    expect(await backend.send(path, { query: 'kind' })).toMatchObject({
      status: 400,
    });
    expect(await backend.send(path, '{')).toMatchObject({ status: 400 });
    expect(await backend.send(path, 'x'.repeat(110_000))).toMatchObject({
      status: 413,
    });
    expect(await backend.send(`${path}?unknown=1`)).toMatchObject({
      status: 400,
    });
  });

  it('rejects a reference that is repeated many times', async () => {
    const entityRefs = Array(6).fill('component:default/a');
    const path = '/api/catalog/entities/by-refs';
    const response = await backend.send(path, { entityRefs });
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 5 times');
    expect(
      await backend.send(path, { entityRefs: entityRefs.slice(1) }),
    ).toMatchObject({ status: 200 });
  });

  it('rejects a plugin that acts on behalf of a user', async () => {
    const as = mockCredentials.service.token({
      onBehalfOf: mockCredentials.user(),
      targetPluginId: 'catalog',
    });
    const path = '/api/catalog/entities/by-query';
    expect(await backend.send(path, { query: anys }, { as })).toMatchObject({
      status: 400,
    });
  });

  it('does not limit a plugin that acts on its own behalf', async () => {
    const as = mockCredentials.service.token();
    const path = '/api/catalog/entities/by-query';
    expect(await backend.send(path, { query: anys }, { as })).toMatchObject({
      status: 200,
    });
  });
});

it('rejects a deep query of an AI assistant', async () => {
  const response = await backend.send('/api/mcp-actions/v1', {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'catalog.query-catalog-entities',
      arguments: { query: nots(2_800) },
    },
  });
  expect(response.status).toBe(400);
  expect(response.text).toContain(
    'The request body has more than 100 nested lists and maps',
  );
});

it.each<[string, string, string, object | string | undefined, string]>([
  [
    'a setting',
    'PUT',
    '/api/user-settings/buckets/a/keys/b',
    `{"value":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    '100 nested lists and maps',
  ],
  [
    'a form',
    'POST',
    '/api/scaffolder/v2/tasks',
    { templateRef: 'template:default/a', values: { a: Array(5_100).fill(1) } },
    '1,000 values',
  ],
  [
    'settings',
    'POST',
    '/api/user-settings/multiget',
    { items: Array(101).fill({ bucket: 'a', key: 'b' }) },
    'a list of more than 100 items',
  ],
  [
    'the name of a setting',
    'PUT',
    `/api/user-settings/buckets/${'a'.repeat(256)}/keys/b`,
    { value: 1 },
    'more than 255 characters',
  ],
  [
    'a page of runs',
    'GET',
    '/api/scaffolder/v2/tasks?limit=101',
    undefined,
    'not a whole number from 1 to 100',
  ],
  [
    'a batch of calls',
    'POST',
    '/api/mcp-actions/v1',
    Array(2).fill({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    'a list of more than 1 item.',
  ],
  [
    'a template',
    'POST',
    '/api/scaffolder/v2/dry-run',
    { template: { spec: { a: Array(5_100).fill(1) } }, values: {} },
    '5,000 values',
  ],
  [
    'a search',
    'GET',
    `/api/search/query?term=${'a'.repeat(100)}`,
    undefined,
    'a word of more than 64 characters',
  ],
])('rejects %s above the limits', async (_, method, path, body, message) => {
  const response = await backend.send(path, body, { method });
  expect(response.status).toBe(400);
  expect(response.text).toContain(message);
});

it.each([
  ['/api/scaffolder/v2/tasks', 102_400],
  ['/api/scaffolder/v2/tasks/a/retry', 102_400],
  ['/api/scaffolder/v2/autocomplete/a/b', 102_400],
  ['/api/user-settings/multiget', 65_536],
  ['/api/mcp-actions/v1', 102_400],
])('rejects a large body at %s', async (path, size) => {
  const response = await backend.send(path, { a: 'x'.repeat(size) });
  expect(response.status).toBe(413);
  expect(response.text).toContain(
    `The request body has more than ${size.toLocaleString('en-US')} bytes`,
  );
});

it('returns one page of runs if the request has no limit', async () => {
  const response = await backend.send('/api/scaffolder/v2/tasks');
  expect(response).toEqual({
    status: 200,
    text: '{"tasks":[],"totalTasks":0}',
  });
});

it('does not start with an invalid limit', async () => {
  const start = startLimitedBackend([catalogPlugin], {
    backend: { limits: { query: { depth: 'deep' } } },
  });
  await expect(start).rejects.toThrow('query.depth is "deep"');
});
