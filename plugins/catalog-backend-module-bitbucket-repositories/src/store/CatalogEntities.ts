import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import { type Knex } from 'knex';

/** More entities with one value are not useful to the import. */
const MOST_ENTITIES = 500;
/** An entity can have 512 KiB, so reading more at once would take too long. */
const ENTITIES_AT_ONCE = 10;
/** The only annotations that the import requires. The other ones can be long. */
const ANNOTATIONS = /^(bitbucket\.org\/|backstage\.io\/managed-by-location$)/;

/**
 * Reads entities from the tables of the catalog, for the import. The command `repositories:onboard` has the database, but not
 * the API of a running catalog, and must propose the same as the page.
 *
 * It returns only what the import requires of an entity: its names, its annotations about Bitbucket, the URL of its file, its
 * relations, and the type and the profile of its spec.
 *
 * @seam The entities of the catalog, and the values by which it finds them:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/onboarding/importRoutes.test.ts
 */
export class CatalogEntities {
  constructor(private readonly knex: Knex) {}

  /** Returns the entities with these full refs. */
  async findByRefs(refs: readonly string[]): Promise<Entity[]> {
    return this.#find(refs, (query, chunk) =>
      query.whereIn('final_entities.entity_ref', chunk),
    );
  }

  /**
   * Returns the entities of which a field has one of these values. The catalog ignores the case of both.
   *
   * @param field - such as `metadata.name`
   * @param kinds - in lower case. Every user can add entities of other kinds with the same value. Default: all kinds
   */
  async findByValues(
    field: string,
    values: readonly string[],
    kinds: readonly string[] = [],
  ): Promise<Entity[]> {
    return this.#find(
      values.map(value => value.toLowerCase()),
      (query, chunk) =>
        query
          .innerJoin('search', 'search.entity_id', 'final_entities.entity_id')
          .where('search.key', field.toLowerCase())
          .whereIn('search.value', chunk)
          .where(either => {
            for (const kind of kinds) {
              either.orWhereLike('final_entities.entity_ref', `${kind}:%`);
            }
          }),
    );
  }

  async #find(
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
      const ids: string[] = await restrict(this.knex('final_entities'), chunk)
        .whereNotNull('final_entities.final_entity')
        .orderBy('final_entities.entity_ref')
        .limit(MOST_ENTITIES)
        .pluck('final_entities.entity_id');
      found.push(...(await this.#read([...new Set(ids)])));
    }
    return found;
  }

  /** Reads few entities at a time, so that the backend responds to other requests in between. */
  async #read(ids: readonly string[]): Promise<Entity[]> {
    const found: Entity[] = [];
    for (let start = 0; start < ids.length; start += ENTITIES_AT_ONCE) {
      const texts: string[] = await this.knex('final_entities')
        .whereIn('entity_id', ids.slice(start, start + ENTITIES_AT_ONCE))
        .whereNotNull('final_entity')
        .orderBy('entity_ref')
        .pluck('final_entity');
      found.push(...texts.map(text => toRequired(JSON.parse(text))));
    }
    return found;
  }
}

function toRequired({
  apiVersion,
  kind,
  metadata: { annotations = {}, name, namespace },
  relations,
  spec,
}: Entity): Entity {
  const required = Object.entries(annotations).filter(([key]) =>
    ANNOTATIONS.test(key),
  );
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, annotations: Object.fromEntries(required) },
    relations,
    spec: { type: spec?.type, profile: spec?.profile },
  };
}
