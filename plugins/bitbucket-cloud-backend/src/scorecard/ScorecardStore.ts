import { type Knex } from 'knex';
import { type ScorecardFacts } from './ScorecardFacts';

const TABLE = 'bitbucket_cloud_scorecards';
const CHUNK = 500;

interface Row {
  entity_ref: string;
  facts: string;
  checked_at: number | string;
}

/** Stores what the daily pass found. */
export class ScorecardStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns the facts of all components, by entity reference. */
  async list(): Promise<Map<string, ScorecardFacts>> {
    const rows = await this.knex<Row>(TABLE).select('entity_ref', 'facts');
    return new Map(
      rows.map(({ entity_ref: ref, facts }) => [ref, JSON.parse(facts)]),
    );
  }

  /** Returns the facts of a component, and when it was checked; undefined before the first pass. */
  async find(
    entityRef: string,
  ): Promise<{ facts: ScorecardFacts; checkedAt: number } | undefined> {
    const row = await this.knex<Row>(TABLE)
      .where({ entity_ref: entityRef })
      .first();
    return (
      row && {
        facts: JSON.parse(row.facts),
        checkedAt: Number(row.checked_at),
      }
    );
  }

  /** Stores the facts of a component. */
  async save(entityRef: string, facts: ScorecardFacts): Promise<void> {
    await this.knex<Row>(TABLE)
      .insert({
        entity_ref: entityRef,
        facts: JSON.stringify(facts),
        checked_at: this.now(),
      })
      .onConflict('entity_ref')
      .merge();
  }

  /** Stores more facts of a component, which count as checked at the same time as before. */
  async update(entityRef: string, facts: ScorecardFacts): Promise<void> {
    await this.knex<Row>(TABLE)
      .where({ entity_ref: entityRef })
      .update({ facts: JSON.stringify(facts) });
  }

  /** Deletes the facts of a component. */
  async remove(entityRef: string): Promise<void> {
    await this.knex<Row>(TABLE).where({ entity_ref: entityRef }).delete();
  }

  /** Returns when each component was checked, in milliseconds since 1970, by entity reference. */
  async checkedAt(): Promise<Map<string, number>> {
    const rows = await this.knex<Row>(TABLE).select('entity_ref', 'checked_at');
    return new Map(rows.map(row => [row.entity_ref, Number(row.checked_at)]));
  }

  /** Deletes the facts of components that do not exist any more. */
  async keepOnly(entityRefs: ReadonlySet<string>): Promise<void> {
    const rows = await this.knex<Row>(TABLE).select('entity_ref');
    const gone = rows
      .map(({ entity_ref: ref }) => ref)
      .filter(ref => !entityRefs.has(ref));
    for (let start = 0; start < gone.length; start += CHUNK) {
      await this.knex<Row>(TABLE)
        .whereIn('entity_ref', gone.slice(start, start + CHUNK))
        .delete();
    }
  }
}
