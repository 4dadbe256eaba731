import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { readFileSync } from 'node:fs';
import { guardedPluginIds } from './requestLimitModules';

it('has a guard for each plugin of the backend that reads JSON', () => {
  const index = readFileSync(
    resolvePackagePath('backend', 'src/index.ts'),
    'utf8',
  );
  const plugins = [...index.matchAll(/@backstage\/plugin-([\w-]+)-backend'/g)];
  const withoutJson = ['app', 'proxy', 'techdocs'];
  expect(plugins.map(([, pluginId]) => pluginId).sort()).toEqual(
    [...guardedPluginIds, ...withoutJson].sort(),
  );
});
