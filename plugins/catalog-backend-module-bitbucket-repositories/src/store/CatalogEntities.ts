import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import { type Knex } from 'knex';

/** More entities with one value are not useful to the import. */
const MOST_ENTITIES = 500;

/**
 * Reads entities from the tables of the catalog, for the import. The command `repositories:onboard` has the database, but not
 * the API of a running catalog, and must propose the same as the page.
 *
 * @seam The entities of the catalog, and the values by which it finds them:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/onboarding/importRoutes.test.ts
 */
export class CatalogEntities {
  constructor(private readonly knex: Knex) {}

  /** Returns the entities with these full refs. */
  async findByRefs(refs: readonly string[]): Promise<Entity[]> {
    return this.#read(refs, (query, chunk) =>
      query.whereIn('final_entities.entity_ref', chunk),
    );
  }

  /**
   * Returns the entities of which a field has one of these values. The catalog ignores the case of both.
   *
   * @param field - such as `metadata.name`
   */
  async findByValues(
    field: string,
    values: readonly string[],
  ): Promise<Entity[]> {
    return this.#read(
      values.map(value => value.toLowerCase()),
      (query, chunk) =>
        query
          .innerJoin('search', 'search.entity_id', 'final_entities.entity_id')
          .where('search.key', field.toLowerCase())
          .whereIn('search.value', chunk),
    );
  }

  async #read(
    values: readonly string[],
    restrict: (query: Knex.QueryBuilder, chunk: string[]) => Knex.QueryBuilder,
  ): Promise<Entity[]> {
    // Missing before the first start of the catalog
    if (
      values.length === 0 ||
      !(await this.knex.schema.hasTable('final_entities'))
    ) {
      return [];
    }
    const found: Entity[] = [];
    for (const chunk of inChunks([...new Set(values)])) {
      const texts: string[] = await restrict(this.knex('final_entities'), chunk)
        .whereNotNull('final_entities.final_entity')
        .limit(MOST_ENTITIES)
        .pluck('final_entities.final_entity');
      found.push(...texts.map(text => JSON.parse(text) as Entity));
    }
    return found;
  }
}
