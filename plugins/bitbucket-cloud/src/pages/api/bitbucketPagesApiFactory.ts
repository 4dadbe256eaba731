import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { bitbucketPagesApiRef } from './BitbucketPagesApi';
import { BitbucketPagesClient } from './BitbucketPagesClient';

/** Creates the API for pages, for both front-end systems. */
export const bitbucketPagesApiFactory = createApiFactory({
  api: bitbucketPagesApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: apis => new BitbucketPagesClient(apis),
});
