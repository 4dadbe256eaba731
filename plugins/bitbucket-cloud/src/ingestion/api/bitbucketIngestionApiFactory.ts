import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { bitbucketIngestionApiRef } from './BitbucketIngestionApi';
import { BitbucketIngestionClient } from './BitbucketIngestionClient';

/** Creates the API for the state of the ingestion, for both front-end systems. */
export const bitbucketIngestionApiFactory = createApiFactory({
  api: bitbucketIngestionApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: dependencies => new BitbucketIngestionClient(dependencies),
});
