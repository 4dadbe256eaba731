import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import createKnex, { type Knex } from 'knex';
import { FILES_TABLE } from '../store/CatalogFiles';
import { ENTITIES_TABLE, migrate } from '../store/database';
import { SEEN_TABLE } from '../store/SeenRepositories';

/**
 * Copies what a provider has stored to a database in memory, without the contents of files: a run compares only their
 * digests.
 */
export async function copyToMemory(
  knex: Knex,
  providerId: string,
): Promise<Knex> {
  const copy = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await migrate(copy);
  for (const table of [ENTITIES_TABLE, SEEN_TABLE, FILES_TABLE]) {
    // Missing before the first start with this module
    if (await knex.schema.hasTable(table)) {
      const columns = Object.keys(await knex(table).columnInfo());
      const rows = await knex(table)
        .where({ provider_id: providerId })
        .select(columns.filter(column => column !== 'content'));
      const filler = columns.includes('content') ? { content: '' } : {};
      for (const chunk of inChunks(rows)) {
        await copy(table).insert(chunk.map(row => ({ ...row, ...filler })));
      }
    }
  }
  return copy;
}
