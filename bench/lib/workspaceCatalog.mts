import { createHash } from 'node:crypto';

/** The catalog's database. */
export type CatalogDatabase = Awaited<
  ReturnType<
    import('@backstage/backend-plugin-api').DatabaseService['getClient']
  >
>;

interface RefreshRow {
  entity_id: string;
  entity_ref: string;
  unprocessed_entity: string;
}

interface SearchRow {
  entity_id: string;
  key: string;
  value: string | null;
  original_value: string | null;
}

const rowsAtOnce = 200;

/**
 * Writes the results of the catalog's processing, which would take most of an hour for 50,000 entities:
 * the final entity, and its search rows.
 *
 * @returns the number of entities
 */
export async function completeCatalog(
  database: CatalogDatabase,
): Promise<number> {
  const rows: RefreshRow[] = await database('refresh_state').select(
    'entity_id',
    'entity_ref',
    'unprocessed_entity',
  );
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const chunk = rows.slice(at, at + rowsAtOnce);
    await database.transaction(async transaction => {
      await transaction('final_entities').insert(chunk.map(toFinalEntity));
      const search = chunk.flatMap(toSearch);
      for (let from = 0; from < search.length; from += rowsAtOnce) {
        await transaction('search').insert(
          search.slice(from, from + rowsAtOnce),
        );
      }
    });
  }
  await database.raw('ANALYZE');
  return rows.length;
}

function toFinalEntity(row: RefreshRow) {
  const entity = JSON.parse(row.unprocessed_entity);
  const hash = createHash('sha1').update(row.unprocessed_entity).digest('hex');
  const final = {
    ...entity,
    metadata: { ...entity.metadata, uid: row.entity_id, etag: hash },
    relations: relationsOf(entity),
  };
  return {
    entity_id: row.entity_id,
    entity_ref: row.entity_ref,
    hash,
    final_entity: JSON.stringify(final),
  };
}

function relationsOf(entity: { spec: { memberOf?: string[] } }) {
  return (entity.spec.memberOf ?? []).map(targetRef => ({
    type: 'memberOf',
    targetRef,
  }));
}

/** Works like the catalog's own code for the table `search`. */
function toSearch(row: RefreshRow): SearchRow[] {
  const entity = JSON.parse(row.unprocessed_entity);
  const found: SearchRow[] = [];
  const add = (key: string, original: string) =>
    found.push({
      entity_id: row.entity_id,
      key: key.toLowerCase(),
      value: original.toLowerCase(),
      original_value: original,
    });
  const walk = (path: string, value: unknown) => {
    if (Array.isArray(value)) {
      value.forEach(each => walk(path, each));
    } else if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) {
        walk(path ? `${path}.${key}` : key, inner);
      }
    } else if (value !== undefined) {
      add(path, String(value));
    }
  };
  walk('', entity);
  add('metadata.uid', row.entity_id);
  relationsOf(entity).forEach(({ targetRef }) =>
    add('relations.memberof', targetRef),
  );
  return found;
}
