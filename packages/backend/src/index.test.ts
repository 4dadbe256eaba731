import { guardedPluginIds } from '@backstage-bitbucket/portal-limits';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

it('limits the requests to each plugin that does more than pass files or requests on', () => {
  const index = readFileSync(join(__dirname, 'index.ts'), 'utf8');
  const plugins = [...index.matchAll(/\/plugin-([\w-]+)-backend'/g)];
  const others = ['app', 'proxy'];
  expect(plugins.map(([, pluginId]) => pluginId).sort()).toEqual(
    [...guardedPluginIds, ...others].sort(),
  );
});
