import { type Knex } from 'knex';
import { replacedNameOf } from '../config/locationKey';

/**
 * Returns the refs of the Locations of Backstage's own module that a first run takes over or removes.
 *
 * @seam The catalog stores here which provider has sent an entity. Its API does not contain the provider:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/preview/openPreview.test.ts
 */
export async function readReplaced(
  knex: Knex,
  replaces: string | undefined,
): Promise<Set<string>> {
  const table = 'refresh_state_references';
  if (replaces === undefined || !(await knex.schema.hasTable(table))) {
    return new Set();
  }
  return new Set(
    await knex(table)
      .where({ source_key: replacedNameOf(replaces) })
      .pluck('target_entity_ref'),
  );
}
