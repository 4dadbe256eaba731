// A process of the benchmark: an instance of the portal with catalog, permissions and the pages of Bitbucket. The
// provider `floor` issues tokens. Arguments: pagesBackend.mts --config FILE
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { floorProvider } from './floorProvider.mts';
import { answer, tellReady } from './messages.mts';

const require = createSourceRequire(import.meta.url);
const { createBackend } =
  require('@backstage/backend-defaults') as typeof import('@backstage/backend-defaults');

const backend = createBackend();
for (const name of [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-permission-backend',
  '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy',
  '@backstage-bitbucket/plugin-bitbucket-cloud-backend',
]) {
  backend.add(require(name).default);
}
backend.add(floorProvider());

answer({ cpu: () => process.cpuUsage() });
try {
  await backend.start();
} catch (error) {
  // Backstage would only log the error. The parent process detects the exit and shows the output.
  console.error(error);
  process.exit(1);
}
tellReady(undefined);
