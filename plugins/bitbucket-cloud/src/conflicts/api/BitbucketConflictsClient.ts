import { parseEntityRef } from '@backstage/catalog-model';
import type { BitbucketEntityConflict } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketClientDependencies,
  incompatible,
  requestCatalog,
} from '../../request/requestCatalog';
import type { BitbucketConflictsApi } from './BitbucketConflictsApi';

/**
 * Requests the files that define the same entity from the catalog backend.
 *
 * @public
 */
export class BitbucketConflictsClient implements BitbucketConflictsApi {
  constructor(private readonly dependencies: BitbucketClientDependencies) {}

  /** {@inheritDoc BitbucketConflictsApi.getConflicts} */
  async getConflicts(entityRef: string): Promise<BitbucketEntityConflict[]> {
    const { kind, name, namespace } = parseEntityRef(entityRef);
    const path = [kind, namespace, name].map(encodeURIComponent).join('/');
    const body = await requestCatalog(this.dependencies, `conflicts/${path}`);
    if (body === undefined) {
      return [];
    }
    const { conflicts } = body as { conflicts?: unknown };
    if (!Array.isArray(conflicts) || !conflicts.every(isConflict)) {
      throw incompatible();
    }
    return conflicts;
  }
}

function isConflict(value: unknown): value is BitbucketEntityConflict {
  const { entityRef, keptBy, refused } = Object(value);
  return [entityRef, keptBy, refused].every(text => typeof text === 'string');
}
