/** @jest-environment node */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { BitbucketConflictsClient } from './BitbucketConflictsClient';

const url =
  'http://localhost:7007/api/catalog/bitbucket/conflicts/component/default/website';
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = new BitbucketConflictsClient({
  discoveryApi: {
    getBaseUrl: async plugin => `http://localhost:7007/api/${plugin}`,
  },
  fetchApi: { fetch: (input, init) => fetch(input, init) },
});
const getConflicts = () => client.getConflicts('component:default/website');

it('returns the conflicts of an entity', async () => {
  const conflicts = [
    {
      entityRef: 'component:default/website',
      keptBy: 'https://bitbucket.org/a/b/src/main/catalog-info.yaml',
      refused: 'https://bitbucket.org/a/c/src/main/catalog-info.yaml',
      seenAt: '2026-11-30T12:00:00.000Z',
    },
  ];
  server.use(http.get(url, () => HttpResponse.json({ conflicts })));
  expect(await getConflicts()).toEqual(conflicts);
});

it('returns none if the portal does not have the module', async () => {
  server.use(http.get(url, () => HttpResponse.json({}, { status: 404 })));
  expect(await getConflicts()).toEqual([]);
});

it('throws an error for a response in another format', async () => {
  server.use(http.get(url, () => HttpResponse.json({ conflicts: [{}] })));
  await expect(getConflicts()).rejects.toThrow('this page cannot read');
});
