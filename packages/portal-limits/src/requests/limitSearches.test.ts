import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import searchPlugin from '@backstage/plugin-search-backend';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { EventEmitter, once } from 'node:events';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;
/** Functions that end the search for a term. */
const open = new Map<string, () => void>();
const started = new EventEmitter();

const engine = createBackendModule({
  pluginId: 'search',
  moduleId: 'engine-of-a-test',
  register(reg) {
    reg.registerInit({
      deps: { engines: searchEngineRegistryExtensionPoint },
      async init({ engines }) {
        engines.setSearchEngine({
          setTranslator: jest.fn(),
          getIndexer: jest.fn(),
          query: ({ term }) =>
            new Promise(resolve => {
              open.set(term, () => resolve({ results: [] }));
              started.emit('search');
            }),
        });
      },
    });
  },
});

beforeAll(async () => {
  backend = await startLimitedBackend([searchPlugin, engine]);
});

afterAll(async () => {
  open.forEach(end => end());
  await backend.stop();
});

const ACTION = '/api/search/.backstage/actions/v1/actions/search:query/invoke';
const search = (term: string, user: string) =>
  backend.send(`/api/search/query?term=${term}`, undefined, {
    as: mockCredentials.user.token(`user:x/${user}`),
  });
const searchByAction = (input: object, user: string) =>
  backend.send(ACTION, input, {
    as: mockCredentials.user.token(`user:x/${user}`),
  });

async function untilStarted(term: string): Promise<() => void> {
  while (!open.has(term)) {
    await once(started, 'search');
  }
  return open.get(term)!;
}

it('two searches of a user run at the same time', async () => {
  const responses = [
    search('first', 'a'),
    searchByAction({ term: 'second' }, 'a'),
  ];
  const endFirst = await untilStarted('first');
  const endSecond = await untilStarted('second');
  responses.push(
    search('third', 'a'),
    searchByAction({ term: 'fourth' }, 'a'),
    search('other', 'b'),
  );
  (await untilStarted('other'))();
  await responses[4];
  expect([...open.keys()].sort()).toEqual(['first', 'other', 'second']);
  endFirst();
  endSecond();
  (await untilStarted('third'))();
  (await untilStarted('fourth'))();
  for (const response of responses) {
    expect(await response).toMatchObject({ status: 200 });
  }
});

it.each([
  ['many words', { term: 'pump '.repeat(13) }, 'more than 12 words'],
  ['a long term', { term: 'a '.repeat(501) }, 'more than 1,000 characters'],
  ['a large page', { term: 'x', pageLimit: 101 }, 'more than 100 results'],
  [
    'an object as a page',
    { pageLimit: { valueOf: 1, toString: 1 } },
    'pageLimit',
  ],
  ['an object as a cursor', { pageCursor: { toString: 1 } }, 'pageCursor'],
  ['a forged cursor', { term: 'x', pageCursor: 'YWJj' }, 'pageCursor'],
])('an action with %s is rejected', async (_, input, message) => {
  for (const version of ['v1', 'v2']) {
    const body = version === 'v1' ? input : { input };
    const response = await backend.send(ACTION.replace('v1', version), body);
    expect(response.status).toBe(400);
    expect(response.text).toContain(message);
  }
});
