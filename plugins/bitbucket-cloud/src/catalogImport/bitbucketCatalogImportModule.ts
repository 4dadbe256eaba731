import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { bitbucketCatalogImportApiFactory } from './api/bitbucketCatalogImportApiFactory';

/**
 * Replaces the API of Backstage's plugin for imports, for apps of the new front-end system.
 *
 * @seam The API of the plugin has the ID `api:catalog-import`.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-import/src/alpha.tsx
 * @seamTest plugins/bitbucket-cloud/src/catalogImport/bitbucketCatalogImportModule.test.ts
 *
 * @public
 */
export const bitbucketCatalogImportModule = createFrontendModule({
  pluginId: 'catalog-import',
  extensions: [
    ApiBlueprint.make({
      params: defineParams => defineParams(bitbucketCatalogImportApiFactory),
    }),
  ],
});
