import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleCatalog from '@backstage/plugin-search-backend-module-catalog';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'yaml';

const { search } = parse(
  readFileSync(
    require.resolve('@backstage-bitbucket/test-kit/config/app-config.yaml'),
    'utf8',
  ),
);
const directory = createMockDirectory();

/** A backend whose database is in files, and whose search index is in memory. */
async function startBackend() {
  const backend = await startTestBackend({
    features: [
      searchPlugin,
      searchModuleCatalog,
      databaseServiceFactory,
      schedulerServiceFactory,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'pier-lamp' },
            spec: { type: 'service' },
          },
        ],
      }),
      mockServices.rootConfig.factory({
        data: {
          search: {
            collators: {
              catalog: {
                ...search.collators.catalog,
                schedule: {
                  ...search.collators.catalog.schedule,
                  initialDelay: { milliseconds: 100 },
                },
              },
            },
          },
          backend: {
            baseUrl: 'http://localhost:0',
            database: {
              client: 'better-sqlite3',
              connection: { directory: directory.path },
            },
          },
        },
      }),
    ],
  });
  return {
    stop: () => backend.stop(),
    /** Waits until a search finds the component, and returns its name. */
    async find(): Promise<string> {
      for (;;) {
        const response = await fetch(
          `http://localhost:${backend.server.port()}/api/search/query?term=pier-lamp`,
          { headers: { authorization: mockCredentials.user.header() } },
        );
        const { results = [] } = await response.json();
        if (results.length > 0) {
          return results[0].document.title;
        }
        await setTimeout(100);
      }
    },
  };
}

it('a search finds entities soon after each start, although the database stores the time of the last run', async () => {
  for (let start = 1; start <= 2; start++) {
    const backend = await startBackend();
    expect(await backend.find()).toBe('pier-lamp');
    await backend.stop();
  }
}, 60_000);
