import {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
} from '@backstage-bitbucket/plugin-bitbucket-auth';
import { bitbucketCatalogImportApiFactory } from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { WebStorage } from '@backstage/core-app-api';
import {
  type AnyApiFactory,
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/core-plugin-api';
import {
  ScmAuth,
  ScmIntegrationsApi,
  scmIntegrationsApiRef,
} from '@backstage/integration-react';
import { visitsApiRef, VisitsStorageApi } from '@backstage/plugin-home';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';

/** The utility APIs that the portal adds to Backstage's APIs, or configures differently. */
export const apis: AnyApiFactory[] = [
  createApiFactory({
    api: scmIntegrationsApiRef,
    deps: { configApi: configApiRef },
    factory: ({ configApi }) => ScmIntegrationsApi.fromConfig(configApi),
  }),
  // Settings and stars are stored in the backend, so that they are available in all browsers of the
  // user.
  createApiFactory({
    api: storageApiRef,
    deps: {
      discoveryApi: discoveryApiRef,
      errorApi: errorApiRef,
      fetchApi: fetchApiRef,
      identityApi: identityApiRef,
      signalApi: signalApiRef,
    },
    factory: deps => UserSettingsStorage.create(deps),
  }),
  // Visited pages are stored in the browser: they are private, and storing them in the backend would
  // need a request per page.
  createApiFactory({
    api: visitsApiRef,
    deps: { identityApi: identityApiRef, errorApi: errorApiRef },
    factory: ({ identityApi, errorApi }) =>
      VisitsStorageApi.create({
        storageApi: WebStorage.create({ errorApi }),
        identityApi,
        canSave: ({ pathname }) => pathname !== '/',
      }),
  }),
  ScmAuth.createDefaultApiFactory(),
  bitbucketAuthConnectorApiFactory,
  bitbucketAuthApiFactory,
  bitbucketCatalogImportApiFactory,
];
