import {
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  scmAuthApiRef,
  scmIntegrationsApiRef,
} from '@backstage/integration-react';
import {
  catalogImportApiRef,
  CatalogImportClient,
} from '@backstage/plugin-catalog-import';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { BitbucketCatalogImportClient } from './BitbucketCatalogImportClient';

/**
 * The API for the import of Backstage, with repositories of Bitbucket Cloud. Add it to the APIs of a legacy app, which then
 * uses it instead of Backstage's own.
 *
 * @public
 */
export const bitbucketCatalogImportApiFactory = createApiFactory({
  api: catalogImportApiRef,
  deps: {
    catalogApi: catalogApiRef,
    configApi: configApiRef,
    discoveryApi: discoveryApiRef,
    fetchApi: fetchApiRef,
    scmAuthApi: scmAuthApiRef,
    scmIntegrationsApi: scmIntegrationsApiRef,
  },
  factory: deps =>
    new BitbucketCatalogImportClient({
      ...deps,
      otherHosts: new CatalogImportClient(deps),
    }),
});
