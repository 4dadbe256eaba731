import catalogImportPlugin from '@backstage/plugin-catalog-import/alpha';
import { bitbucketCatalogImportModule } from './bitbucketCatalogImportModule';

it('replaces an extension of the plugin of Backstage', () => {
  expect(catalogImportPlugin.getExtension('api:catalog-import')).toBeDefined();
  expect(bitbucketCatalogImportModule.pluginId).toBe('catalog-import');
});
