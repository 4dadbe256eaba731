// A process of the benchmark: the smallest backend with real sign-in and a real catalog.
// Called as: backend.mts --config FILE, with BENCH_MODULE and, to fill the catalog, BENCH_FILL.
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { requireFrom } from '../lib/workspace.mts';
import { fillCatalog } from './fill-catalog.mts';
import { answer, tellReady } from './messages.mts';

const require = requireFrom('packages/backend');

// Our modules run from their sources.
require('@backstage/cli/config/nodeTransform.cjs');

const { createBackend } =
  require('@backstage/backend-defaults') as typeof import('@backstage/backend-defaults');

const modules: Record<string, () => { default: BackendFeature }> = {
  ours: () =>
    require('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider'),
  published: () =>
    requireFrom('.')(
      '@backstage/plugin-auth-backend-module-bitbucket-provider',
    ),
};

const backend = createBackend();
backend.add(require('@backstage/plugin-catalog-backend').default);

const users = Number(process.env.BENCH_FILL ?? 0);
if (users > 0) {
  backend.add(fillCatalog(users, tellReady));
} else {
  backend.add(require('@backstage/plugin-auth-backend').default);
  backend.add(modules[process.env.BENCH_MODULE ?? 'ours']().default);
}

answer({ cpu: () => process.cpuUsage() });
await backend.start();
if (users === 0) {
  tellReady(undefined);
}
