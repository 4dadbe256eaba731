import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { bitbucketConflictsApiRef } from './BitbucketConflictsApi';
import { BitbucketConflictsClient } from './BitbucketConflictsClient';

/** Creates the API for files that define the same entity, for both front-end systems. */
export const bitbucketConflictsApiFactory = createApiFactory({
  api: bitbucketConflictsApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: dependencies => new BitbucketConflictsClient(dependencies),
});
