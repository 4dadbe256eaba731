import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';

/**
 * Reads which Locations the catalog contains, of any source.
 *
 * The catalog ignores a Location that another source has already added, for example because a user registered the
 * same file. After the other source removed it, a run must send it again.
 *
 * @seam An entity that the catalog has not processed yet is only in the table `refresh_state`:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/runs.test.ts
 */
export class CatalogLocations {
  constructor(private readonly knex: Knex) {}

  /** Returns those of these refs that the catalog does not contain. */
  async findMissing(refs: readonly string[]): Promise<Set<string>> {
    const missing = new Set(refs);
    for (const chunk of inChunks(refs)) {
      const found: string[] = await this.knex('refresh_state')
        .whereIn('entity_ref', chunk)
        .pluck('entity_ref');
      found.forEach(ref => missing.delete(ref));
    }
    return missing;
  }
}
