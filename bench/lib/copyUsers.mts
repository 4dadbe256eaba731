import { createHash, randomUUID } from 'node:crypto';
import { teamOf, uuidOf } from './people.mts';

type Row = Record<string, unknown>;

/** The part of the better-sqlite3 connection that is used. */
export interface Connection {
  prepare(sql: string): {
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): unknown;
  };
  transaction(work: () => void): () => void;
}

/** The user whose rows are copied. */
const template = 7;

/** The catalog tables with data of a user, and the condition for the rows of one user. */
const tables = {
  refresh_state: 'entity_ref = :ref',
  refresh_state_references: 'target_entity_ref = :ref',
  final_entities: 'entity_ref = :ref',
  relations: 'originating_entity_id = :id',
  search: 'entity_id = :id',
};

/**
 * Adds users to a catalog by copying all rows of one user that the catalog has processed and stitched.
 * This takes seconds, while processing takes most of an hour.
 *
 * @param from - index of the first user to add
 * @param to - index after the last one
 */
export function copyUsers(connection: Connection, from: number, to: number) {
  const ref = `user:default/person.${template}`;
  const [{ id }] = connection
    .prepare('SELECT entity_id AS id FROM final_entities WHERE entity_ref = ?')
    .all(ref) as { id: string }[];
  const [{ hash }] = connection
    .prepare('SELECT hash FROM final_entities WHERE entity_ref = ?')
    .all(ref) as { hash: string }[];

  const copies = Object.entries(tables).map(([table, condition]) => {
    const rows = connection
      .prepare(`SELECT * FROM ${table} WHERE ${condition}`)
      .all({ ref, id }) as Row[];
    if (table === 'refresh_state_references') {
      // The row's own key, which the database generates.
      rows.forEach(row => delete row.id);
    }
    const columns = Object.keys(rows[0]);
    const insert = connection.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns
        .map(() => '?')
        .join(', ')})`,
    );
    return { rows: rows.map(row => Object.values(row)), insert };
  });

  connection.transaction(() => {
    for (let index = from; index < to; index++) {
      const rename = renameTo(index, id, hash);
      for (const { rows, insert } of copies) {
        rows.forEach(values => insert.run(...values.map(rename)));
      }
    }
  })();
}

function renameTo(index: number, id: string, hash: string) {
  const newId = randomUUID();
  const newHash = createHash('sha1').update(newId).digest('hex');
  return (value: unknown) =>
    typeof value === 'string'
      ? value
          .replaceAll(id, newId)
          .replaceAll(hash, newHash)
          .replaceAll(uuidOf(template), uuidOf(index))
          .replaceAll(teamOf(template), teamOf(index))
          .replaceAll(/(person[._ ])7\b/gi, `$1${index}`)
      : value;
}
