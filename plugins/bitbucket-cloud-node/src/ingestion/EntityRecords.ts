import { type Knex } from 'knex';
import { inChunks } from './inChunks';

/**
 * An entity that a provider has sent to the catalog, by a key that never changes.
 *
 * @public
 */
export interface EntityRecord {
  /** Identifies what the entity stands for; never changes. */
  key: string;
  /** The full ref, in lower case. */
  entity_ref: string;
  /** Chosen once for the key. */
  name: string;
  /** `pending` while a mutation is under way. */
  state: 'present' | 'pending' | 'gone';
  /** Of the entity; empty unless it is present. */
  digest: string;
}

interface EntityRow extends EntityRecord {
  provider_id: string;
}

/**
 * Stores which entities a provider has sent to the catalog, for all instances of the backend.
 *
 * It records each mutation before and after. If a run fails, the next run sends or removes the `pending`
 * entities again.
 *
 * @public
 */
export class EntityRecords {
  readonly #knex: Knex;
  readonly #table: string;
  readonly #providerId: string;

  /**
   * @param options - `table`: has the columns `provider_id`, `key` (together the primary key),
   * `entity_ref`, `name`, `state` and `digest`
   */
  constructor(options: { knex: Knex; table: string; providerId: string }) {
    this.#knex = options.knex;
    this.#table = options.table;
    this.#providerId = options.providerId;
  }

  /**
   * Returns the records by key.
   *
   * @param keys - default: all records of the provider
   */
  async read(keys?: readonly string[]): Promise<Map<string, EntityRecord>> {
    const found = new Map<string, EntityRecord>();
    const select = () =>
      this.#knex<EntityRow>(this.#table)
        .where({ provider_id: this.#providerId })
        .select('key', 'entity_ref', 'name', 'state', 'digest');
    const queries = keys
      ? [...inChunks(keys)].map(chunk => select().whereIn('key', chunk))
      : [select()];
    for (const query of queries) {
      (await query).forEach(row => found.set(row.key, row));
    }
    return found;
  }

  /**
   * Returns how many entities the catalog has from the provider.
   *
   * @param kind - in lower case; default: all kinds
   */
  async count(kind?: string): Promise<number> {
    const [row] = await this.#knex<EntityRow>(this.#table)
      .where({ provider_id: this.#providerId })
      .where('entity_ref', 'like', `${kind ?? '%'}:%`)
      .whereNot({ state: 'gone' })
      .count({ count: '*' });
    return Number(row.count);
  }

  /** Returns the keys of the entities with these refs. Without names that are bound to keys, there can be several. */
  async findOwners(refs: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const chunk of inChunks(refs)) {
      const rows = await this.#knex<EntityRow>(this.#table)
        .where({ provider_id: this.#providerId })
        .whereNot({ state: 'gone' })
        .whereIn('entity_ref', chunk)
        .select('key', 'entity_ref');
      rows.forEach(row =>
        found.set(row.entity_ref, [
          ...(found.get(row.entity_ref) ?? []),
          row.key,
        ]),
      );
    }
    return found;
  }

  /** Records entities that are about to be sent or removed. Their refs do not change. */
  async begin(
    records: Omit<EntityRecord, 'state' | 'digest'>[],
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      const rows = records.map(record => ({
        ...record,
        provider_id: this.#providerId,
        state: 'pending' as const,
        digest: '',
      }));
      for (const chunk of inChunks(rows)) {
        await tx<EntityRow>(this.#table)
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
  }): Promise<void> {
    await this.#knex.transaction(async tx => {
      const rows = changes.present.map(record => ({
        ...record,
        provider_id: this.#providerId,
        state: 'present' as const,
      }));
      for (const chunk of inChunks(rows)) {
        await tx<EntityRow>(this.#table)
          .insert(chunk)
          .onConflict(['provider_id', 'key'])
          .merge();
      }
      for (const chunk of inChunks(changes.gone)) {
        await tx<EntityRow>(this.#table)
          .where({ provider_id: this.#providerId })
          .whereIn('key', chunk)
          .update({ state: 'gone', digest: '' });
      }
    });
  }
}
