import { type ApiRef, createApiRef } from '@backstage/core-plugin-api';
import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * The key of an ingestion module under `catalog.providers`.
 *
 * @public
 */
export type BitbucketIngestionProvider =
  | 'bitbucketRepositories'
  | 'bitbucketWorkspace';

/**
 * The state of the ingestion. It requires the permission `bitbucket.ingestion.read`.
 *
 * @public
 */
export interface BitbucketIngestionApi {
  /**
   * Returns the state of all entries of a provider, or `undefined` if the portal does not have its module, or no entry
   * is configured.
   */
  getStates(
    provider: BitbucketIngestionProvider,
  ): Promise<BitbucketIngestionState[] | undefined>;
}

/**
 * Refers to the API for the state of the ingestion.
 *
 * @public
 */
export const bitbucketIngestionApiRef: ApiRef<BitbucketIngestionApi> =
  createApiRef({ id: 'plugin.bitbucket-cloud.ingestion' });
