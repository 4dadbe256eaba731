import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { bitbucketCatalogImportApiFactory } from './api/bitbucketCatalogImportApiFactory';

/**
 * @seam The API of the plugin has the ID `api:catalog-import`.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-import/src/alpha.tsx
 * @seamTest plugins/bitbucket-cloud/src/catalogImport/bitbucketCatalogImportModule.test.ts
 */
const PLUGIN_ID = 'catalog-import';

/**
 * Replaces the API of Backstage's plugin for imports, for apps of the new front-end system.
 *
 * @public
 */
export const bitbucketCatalogImportModule = createFrontendModule({
  pluginId: PLUGIN_ID,
  extensions: [
    ApiBlueprint.make({
      params: defineParams => defineParams(bitbucketCatalogImportApiFactory),
    }),
  ],
});
