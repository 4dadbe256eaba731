// A process of the benchmark: a minimal backend with the real sign-in and a real catalog. Arguments:
// backend.mts --config FILE, with BENCH_MODULE, BENCH_FLOOR for the provider `floor` and BENCH_FILL to
// fill the catalog.
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { fillCatalog } from './fillCatalog.mts';
import { floorProvider } from './floorProvider.mts';
import { answer, tellReady } from './messages.mts';

const require = createSourceRequire(import.meta.url);

// The modules of this repository run from their sources.

const { createBackend } =
  require('@backstage/backend-defaults') as typeof import('@backstage/backend-defaults');

const modules: Record<string, () => { default: BackendFeature }> = {
  ours: () =>
    require('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider'),
  published: () =>
    require('@backstage/plugin-auth-backend-module-bitbucket-provider'),
};

const backend = createBackend();
backend.add(require('@backstage/plugin-catalog-backend').default);

const users = Number(process.env.BENCH_FILL ?? 0);
if (users > 0) {
  backend.add(fillCatalog(users, tellReady));
} else {
  backend.add(require('@backstage/plugin-auth-backend').default);
  backend.add(modules[process.env.BENCH_MODULE ?? 'ours']().default);
  if (process.env.BENCH_FLOOR) {
    backend.add(floorProvider());
  }
}

answer({
  cpu: () => process.cpuUsage(),
  /** Returns the memory after a garbage collection, which requires `--expose-gc`. */
  memory(): NodeJS.MemoryUsage {
    (globalThis as { gc?: () => void }).gc?.();
    return process.memoryUsage();
  },
});
try {
  await backend.start();
} catch (error) {
  // Backstage would only log the error. The parent process detects the exit and shows the output.
  console.error(error);
  process.exit(1);
}
if (users === 0) {
  tellReady(undefined);
}
