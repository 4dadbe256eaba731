import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleCatalog from '@backstage/plugin-search-backend-module-catalog';
import searchModuleTechdocs from '@backstage/plugin-search-backend-module-techdocs';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const { search } = parse(
  readFileSync(
    require.resolve('@backstage-bitbucket/test-kit/config/app-config.yaml'),
    'utf8',
  ),
);

// An entity can have 700 KB, and the backend parses the response of the catalog at once.
it.each([
  ['catalog', searchModuleCatalog],
  ['techdocs', searchModuleTechdocs],
])('the index of %s reads 50 entities at a time', async (name, module) => {
  let resolveLimit: (limit: unknown) => void;
  const limit = new Promise(resolve => {
    resolveLimit = resolve;
  });
  const backend = await startTestBackend({
    features: [
      searchPlugin,
      module,
      schedulerServiceFactory,
      catalogServiceMock.mock({
        queryEntities: async request => {
          resolveLimit((request as { limit?: number }).limit);
          return { items: [], totalItems: 0, pageInfo: {} };
        },
      }).factory,
      mockServices.rootConfig.factory({
        data: {
          search: {
            collators: {
              [name]: {
                ...search.collators[name],
                schedule: {
                  ...search.collators[name].schedule,
                  initialDelay: { milliseconds: 100 },
                },
              },
            },
          },
        },
      }),
    ],
  });
  expect(await limit).toBe(50);
  await backend.stop();
});
