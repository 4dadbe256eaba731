import { useMemo } from 'react';
import { type Entity } from '@backstage/catalog-model';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { createBitbucketRepositoryFilter } from './isBitbucketRepositoryAvailable';

/**
 * Returns a function that returns whether an entity has a repository in a workspace that the portal reads, for the tabs of
 * entity pages in an app of the legacy front-end system.
 *
 * @public
 */
export function useBitbucketRepositoryFilter(): (entity: Entity) => boolean {
  const config = useApi(configApiRef);
  return useMemo(() => createBitbucketRepositoryFilter(config), [config]);
}
