import {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
} from '@backstage-bitbucket/plugin-bitbucket-auth';
import { WebStorage } from '@backstage/core-app-api';
import {
  AnyApiFactory,
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

/** The utility APIs that the portal adds to Backstage's own or sets up differently. */
export const apis: AnyApiFactory[] = [
  createApiFactory({
    api: scmIntegrationsApiRef,
    deps: { configApi: configApiRef },
    factory: ({ configApi }) => ScmIntegrationsApi.fromConfig(configApi),
  }),
  // Settings and stars follow the person to their next browser.
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
  // The pages somebody visited stay in their browser: they are nobody else's business, and
  // saving one at every step would be a request at every step.
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
];
