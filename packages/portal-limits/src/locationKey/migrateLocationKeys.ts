import { type DatabaseService } from '@backstage/backend-plugin-api';
import { isGeneratedRef } from '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { createLocationKey } from './createLocationKey';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

interface Row {
  entity_id: string;
  entity_ref: string;
  location_key: string | null;
  unprocessed_entity: string;
}

interface Child extends Omit<Row, 'unprocessed_entity'> {
  lister_key: string | null;
  lister_ref: string;
}

/** Rows per query, without and with their entities. An entity can have 512 KiB. */
const ROWS_PER_PAGE = 1_000;
const ENTITIES_PER_PAGE = 50;

/**
 * Changes the location keys of entities from earlier versions to those of {@link createLocationKey}.
 * With another key, the catalog would remove the entities at their next refresh. Without a key, any
 * source could take them over.
 *
 * The migration is idempotent, and several instances can run it at the same time.
 *
 * @seam It reads and writes tables of the catalog:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 *
 * @returns the number of changed rows
 */
export async function migrateLocationKeys(knex: Knex): Promise<number> {
  for (const table of ['refresh_state', 'refresh_state_references']) {
    if (!(await knex.schema.hasTable(table))) {
      // The catalog creates its tables later. They are empty then.
      return 0;
    }
  }
  let changed = await restoreRegisteredLocations(knex);
  let after = '';
  for (;;) {
    const children = await readChildren(knex, after);
    if (children.length === 0) {
      return changed;
    }
    const old = children.filter(each => !hasPresentKey(each));
    for (let i = 0; i < old.length; i += ENTITIES_PER_PAGE) {
      changed += await migrate(knex, old.slice(i, i + ENTITIES_PER_PAGE));
    }
    after = children[children.length - 1].entity_id;
  }
}

/** Restores the missing location keys of the entities that the catalog generates for locations. */
async function restoreRegisteredLocations(knex: Knex): Promise<number> {
  const rows = await knex<Row>('refresh_state')
    .whereNull('location_key')
    .where('entity_ref', 'like', 'location:%/generated-%')
    .select('entity_id', 'entity_ref', 'location_key', 'unprocessed_entity');
  let changed = 0;
  for (const row of rows.filter(each => isGeneratedRef(each.entity_ref))) {
    const { file, origin } = locationsOf(JSON.parse(row.unprocessed_entity));
    if (file !== undefined && file === origin) {
      changed += await setKey(knex, row, file);
    }
  }
  return changed;
}

/** Reads the entities that Locations list, one page at a time. */
function readChildren(knex: Knex, after: string): Promise<Child[]> {
  return knex('refresh_state as child')
    .join('refresh_state_references as reference', {
      'reference.target_entity_ref': 'child.entity_ref',
    })
    .join('refresh_state as lister', {
      'lister.entity_ref': 'reference.source_entity_ref',
    })
    .where('child.entity_id', '>', after)
    .where('lister.entity_ref', 'like', 'location:%')
    .orderBy('child.entity_id')
    .limit(ROWS_PER_PAGE)
    .select(
      'child.entity_id',
      'child.entity_ref',
      'child.location_key',
      'lister.entity_ref as lister_ref',
      'lister.location_key as lister_key',
    );
}

/** Handles almost all rows without reading their entities. */
function hasPresentKey({ location_key, lister_key, lister_ref }: Child) {
  return (
    location_key !== null &&
    (location_key.endsWith(` ${lister_ref}`) ||
      (isGeneratedRef(lister_ref) && location_key === lister_key))
  );
}

async function migrate(knex: Knex, children: Child[]): Promise<number> {
  const refs = children.flatMap(each => [each.entity_ref, each.lister_ref]);
  const rows = await knex<Row>('refresh_state')
    .whereIn('entity_ref', [...new Set(refs)])
    .select('entity_ref', 'unprocessed_entity');
  const entities = new Map<string, Entity>(
    rows.map(each => [each.entity_ref, JSON.parse(each.unprocessed_entity)]),
  );
  let changed = 0;
  for (const child of children) {
    const entity = entities.get(child.entity_ref);
    const lister = entities.get(child.lister_ref);
    const { file, origin } = locationsOf(entity);
    if (!lister || !file || !/^(?:url|file):/.test(file)) {
      continue;
    }
    const earlier = [null, file, `${origin} ${file}`];
    const listerOrigin = locationsOf(lister).origin;
    if ([...earlier, `${listerOrigin} ${file}`].includes(child.location_key)) {
      changed += await setKey(knex, child, createLocationKey(lister, file));
    }
  }
  return changed;
}

/** Changes a key unless another instance has changed it. */
async function setKey(
  knex: Knex,
  row: Pick<Row, 'entity_id' | 'location_key'>,
  location_key: string,
): Promise<number> {
  const { entity_id, location_key: earlier } = row;
  return location_key === earlier
    ? 0
    : knex<Row>('refresh_state')
        .where({ entity_id, location_key: earlier })
        .update({ location_key });
}

function locationsOf(entity: Entity | undefined) {
  const annotations = entity?.metadata.annotations;
  return {
    file: annotations?.[ANNOTATION_LOCATION],
    origin: annotations?.[ANNOTATION_ORIGIN_LOCATION],
  };
}
