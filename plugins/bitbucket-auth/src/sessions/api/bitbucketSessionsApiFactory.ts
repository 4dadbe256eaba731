import {
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { bitbucketSessionsApiRef } from './BitbucketSessionsApi';
import { BitbucketSessionsClient } from './BitbucketSessionsClient';

/** Creates the API for sessions, for both front-end systems. */
export const bitbucketSessionsApiFactory = createApiFactory({
  api: bitbucketSessionsApiRef,
  deps: {
    configApi: configApiRef,
    discoveryApi: discoveryApiRef,
    fetchApi: fetchApiRef,
  },
  factory: ({ configApi, ...dependencies }) =>
    BitbucketSessionsClient.fromConfig(configApi, dependencies),
});
