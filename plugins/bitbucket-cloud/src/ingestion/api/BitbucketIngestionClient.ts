import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketClientDependencies,
  incompatible,
  requestCatalog,
} from '../../request/requestCatalog';
import type {
  BitbucketIngestionApi,
  BitbucketIngestionProvider,
} from './BitbucketIngestionApi';

/**
 * Requests the state of the ingestion from the catalog backend.
 *
 * @public
 */
export class BitbucketIngestionClient implements BitbucketIngestionApi {
  constructor(private readonly dependencies: BitbucketClientDependencies) {}

  /** {@inheritDoc BitbucketIngestionApi.getStates} */
  async getStates(
    provider: BitbucketIngestionProvider,
  ): Promise<BitbucketIngestionState[] | undefined> {
    const body = await requestCatalog(
      this.dependencies,
      `ingestion/${provider}`,
    );
    if (body === undefined) {
      return undefined;
    }
    const { states } = body as { states?: unknown };
    if (!Array.isArray(states) || !states.every(isState)) {
      throw incompatible();
    }
    return states;
  }
}

function isState(value: unknown): value is BitbucketIngestionState {
  const { budget, id, problems, provider, workspace } = Object(value);
  return (
    [id, provider, workspace].every(text => typeof text === 'string') &&
    ['used', 'limit', 'limitOfRuns'].every(
      key => typeof Object(budget)[key] === 'number',
    ) &&
    Array.isArray(problems)
  );
}
