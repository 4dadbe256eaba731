import { mockCredentials } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { catalogModuleLocations } from './reading/catalogModuleLocations';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from './__testUtils__/startLimitedBackend';

/** How many other tasks the event loop ran before a file was parsed. */
const mockParsed: number[] = [];
let mockTurns = 0;

jest.mock('./catalogFile/parseDocuments', () => {
  const actual = jest.requireActual('./catalogFile/parseDocuments');
  return {
    ...actual,
    parseDocuments: (file: string, limits: never) => {
      if (file.includes(' v')) {
        mockParsed.push(mockTurns);
      }
      return actual.parseDocuments(file, limits);
    },
  };
});

jest.mock('./requests/findBodyProblem', () => {
  const actual = jest.requireActual('./requests/findBodyProblem');
  return {
    ...actual,
    findBodyProblem: (json: Uint8Array, limits: never) => {
      if (json.length > 50_000) {
        mockParsed.push(mockTurns);
      }
      return actual.findBodyProblem(json, limits);
    },
  };
});

/** Parsing this file takes some milliseconds. */
const file = Array.from({ length: 1_000 }, (_, i) => `k${i}: v${i}`).join('\n');
const users = ['a', 'b', 'c', 'd', 'e'].map(name =>
  mockCredentials.user.token(`user:default/${name}`),
);
let backend: LimitedBackend;
let isOver = false;

beforeAll(async () => {
  backend = await startLimitedBackend([
    catalogModuleLocations,
    catalogPlugin,
    scaffolderPlugin,
  ]);
  (async () => {
    while (!isOver) {
      await setImmediate();
      mockTurns += 1;
    }
  })();
});

afterAll(async () => {
  isOver = true;
  await backend.stop();
});

beforeEach(() => {
  mockParsed.length = 0;
});

describe('other requests are served between two', () => {
  it('files behind the placeholders of an entity', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}.yaml`);
    names.forEach(name => {
      backend.files[name] = file;
    });
    backend.files['entity.json'] = JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'a' },
      spec: {
        type: 'a',
        lifecycle: 'a',
        owner: 'a',
        others: names.map(name => ({ $yaml: `./${name}` })),
      },
    });
    await backend.send('/api/catalog/locations', {
      type: 'url',
      target: `${REPOSITORY}/entity.json`,
    });
    while (mockParsed.length < names.length) {
      await setTimeout(20);
    }
    expect(new Set(mockParsed).size).toBe(names.length);
  });

  it.each([
    [
      'dry runs',
      '/api/catalog/locations?dryRun=true',
      { type: 'url', target: `${REPOSITORY}/file.yaml` },
    ],
    [
      'actions of the catalog',
      '/api/catalog/.backstage/actions/v1/actions/catalog:validate-entity/invoke',
      { entity: file },
    ],
    [
      'actions of the scaffolder',
      '/api/scaffolder/.backstage/actions/v1/actions/scaffolder:dry-run-template/invoke',
      { templateYaml: file },
    ],
  ])('%s', async (_, path, body) => {
    backend.files['file.yaml'] = file;
    await Promise.all(users.map(as => backend.send(path, body, { as })));
    expect(mockParsed).toHaveLength(users.length);
    expect(new Set(mockParsed).size).toBe(users.length);
  });

  it.each([
    ['/entities/by-refs', { entityRefs: [] }, 200],
    // The catalog rejects these before the guard.
    ['/locations', {}, 400],
    ['/analyze-location', {}, 400],
    ['/validate-entity', {}, 400],
  ])('large bodies of requests to %s', async (path, rest, expected) => {
    const maps = Array.from({ length: 4_800 }, (_, i) => ({ [`k${i}`]: 0 }));
    const body = { ...rest, maps };
    const responses = await Promise.all(
      users.map(as => backend.send(`/api/catalog${path}`, body, { as })),
    );
    expect(responses.map(({ status }) => status)).toEqual(
      Array(5).fill(expected),
    );
    expect(new Set(mockParsed).size).toBe(users.length);
  });
});
