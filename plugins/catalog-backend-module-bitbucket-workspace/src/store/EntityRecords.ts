import { type Knex } from 'knex';
import { type EntityRow, inChunks } from './database';
import { OWNERS_KEY } from '../model/entityKeys';

const TABLE = 'bitbucket_workspace_entities';

/** An entity that a provider has sent to the catalog, by a key that never changes. */
export type EntityRecord = Omit<EntityRow, 'provider_id'>;

/**
 * Stores which entities a provider has sent to the catalog, for all instances of the backend.
 *
 * It records each mutation before and after. If a run fails, the next run sends or removes the `pending`
 * entities again.
 */
export class EntityRecords {
  constructor(
    private readonly knex: Knex,
    private readonly providerId: string,
  ) {}

  async read(): Promise<Map<string, EntityRecord>> {
    const rows = await this.knex<EntityRow>(TABLE)
      .where({ provider_id: this.providerId })
      .select('key', 'entity_ref', 'name', 'state', 'digest');
    return new Map(rows.map(row => [row.key, row]));
  }

  /** Records entities that are about to be sent or removed. Their refs do not change. */
  async begin(records: Omit<EntityRecord, 'state' | 'digest'>[]) {
    await this.knex.transaction(async tx => {
      const rows = records.map(record => ({
        ...record,
        provider_id: this.providerId,
        state: 'pending' as const,
        digest: '',
      }));
      for (const chunk of inChunks(rows)) {
        await tx<EntityRow>(TABLE)
          .insert(chunk)
          .onConflict(['provider_id', 'key'])
          .merge(['state', 'digest']);
      }
    });
  }

  /** Records which entities the catalog now contains, and which were removed. */
  async complete(changes: {
    present: Omit<EntityRecord, 'state'>[];
    gone: string[];
  }) {
    await this.knex.transaction(async tx => {
      const rows = changes.present.map(record => ({
        ...record,
        provider_id: this.providerId,
        state: 'present' as const,
      }));
      for (const chunk of inChunks(rows)) {
        await tx<EntityRow>(TABLE)
          .insert(chunk)
          .onConflict(['provider_id', 'key'])
          .merge();
      }
      for (const chunk of inChunks(changes.gone)) {
        await tx<EntityRow>(TABLE)
          .where({ provider_id: this.providerId })
          .whereIn('key', chunk)
          .update({ state: 'gone', digest: '' });
      }
    });
  }
}

/** Returns the names that were given before, by key. */
export function namesOf(
  records: ReadonlyMap<string, EntityRecord>,
  prefix: string,
): Map<string, string> {
  return new Map(
    [...records]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { name }]) => [key, name]),
  );
}

/** Returns whether the owners of the workspace have a Group. */
export function hasOwners(records: ReadonlyMap<string, EntityRecord>): boolean {
  return (records.get(OWNERS_KEY)?.state ?? 'gone') !== 'gone';
}
