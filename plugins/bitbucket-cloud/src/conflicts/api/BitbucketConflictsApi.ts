import { type ApiRef, createApiRef } from '@backstage/core-plugin-api';
import type { BitbucketEntityConflict } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * The files that define the same entity.
 *
 * @public
 */
export interface BitbucketConflictsApi {
  /**
   * Returns the conflicts about an entity. Empty if the portal does not have the module for repositories.
   *
   * @param entityRef - the full reference of the entity, for example `component:default/website`
   */
  getConflicts(entityRef: string): Promise<BitbucketEntityConflict[]>;
}

/**
 * Refers to the API for files that define the same entity.
 *
 * @public
 */
export const bitbucketConflictsApiRef: ApiRef<BitbucketConflictsApi> =
  createApiRef({ id: 'plugin.bitbucket-cloud.conflicts' });
