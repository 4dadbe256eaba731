import { Knex } from 'knex';
import { EntityRow, inChunks } from './database';
import { OWNERS_KEY } from '../model/entityKeys';

const TABLE = 'bitbucket_workspace_entities';

/** What a provider has brought into the catalog, by a key that never changes. */
export type EntityRecord = Omit<EntityRow, 'provider_id'>;

/**
 * Remembers what a provider has brought into the catalog, for all instances of the backend.
 *
 * A mutation is written down before and after: whatever was `pending` when a run broke is sent again,
 * or removed, by the next one.
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

  /** Notes that these are about to be sent or removed. Their refs stay as they were. */
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

  /** Notes what is in the catalog now, and who is not any more. */
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

/** The names that were given before, by key. */
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

/** Whether the owners of the workspace have a Group. */
export function hasOwners(records: ReadonlyMap<string, EntityRecord>): boolean {
  return (records.get(OWNERS_KEY)?.state ?? 'gone') !== 'gone';
}
