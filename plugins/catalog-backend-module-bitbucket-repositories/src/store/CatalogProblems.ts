import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';
import { digestOf } from '../model/locationEntity';
import { FILES_TABLE } from './CatalogFiles';
import {
  type CatalogProblem,
  type CatalogRow,
  isCurrent,
  isRefused,
  type ProblemRow,
  refreshKeyOf,
  type StoredProblem,
  toProblem,
} from './problemRows';

/** The table of {@link CatalogProblems}. */
export const PROBLEMS_TABLE = 'bitbucket_repositories_problems';

/** After this time the transaction in which the catalog found a conflict has ended. */
const SETTLED_MS = 5000;
/** A problem that the catalog found so recently may not be in its tables yet. */
const KEPT_MS = 60_000;

/** A page does not show more conflicts. Each entity can have 512 KiB, and the catalog reads 50 at once. */
export const MOST_CONFLICTS = 50;

/**
 * Stores the problems that the catalog publishes, for all instances, and compares them with the catalog's tables when
 * they are read.
 *
 * The catalog publishes a conflict only when the result of processing the second file changes. So a conflict exists as
 * long as that result stays the same, and the entity belongs to another source. An error exists as long as the catalog
 * stores errors of the entity.
 *
 * @seam The columns of `refresh_state`, and the keys `url:<file>` in `refresh_keys`:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/conflicts.test.ts
 */
export class CatalogProblems {
  constructor(private readonly knex: Knex) {}

  /**
   * Stores a problem that the catalog has found. An error only counts if it is in a file of a provider.
   *
   * @returns the providers of the file if the problem is new, otherwise nothing
   */
  async save(problem: CatalogProblem): Promise<string[]> {
    const { entityRef, kind, locationKey, message, target } = problem;
    const key = {
      kind,
      entity_ref: entityRef,
      target_hash: digestOf(target),
    };
    const providers: string[] = await this.knex(FILES_TABLE)
      .where({ target_hash: key.target_hash })
      .distinct()
      .pluck('provider_id');
    if (kind === 'error' && providers.length === 0) {
      return [];
    }
    const before = await this.#rows().where(key).first();
    const now = Date.now();
    await this.#rows()
      .insert({
        ...key,
        retries: before?.retries ?? 0,
        target,
        message,
        location_key: locationKey ?? null,
        processed_by: null,
        result_hash: null,
        since: before?.since ?? now,
        seen_at: now,
      })
      .onConflict(['kind', 'entity_ref', 'target_hash'])
      .merge();
    if (kind === 'conflict') {
      this.#bindLater(key);
    }
    return before?.message === message ? [] : providers;
  }

  /** Otherwise, a change of the file before the first read would look like the result in which the conflict is. */
  #bindLater(key: Pick<ProblemRow, 'kind' | 'entity_ref' | 'target_hash'>) {
    const bind = async () => {
      const row = await this.#rows().where(key).first();
      if (row) {
        await this.#bind(row);
      }
    };
    // A reader binds it if this process ends before.
    setTimeout(() => bind().catch(() => {}), SETTLED_MS + 500).unref();
  }

  /** Returns the problems of a provider's files, by file. */
  async ofProvider(
    providerId: string,
  ): Promise<(StoredProblem & { slug: string })[]> {
    const slugs = new Map<string, string>();
    const rows: ProblemRow[] = [];
    const found = await this.knex<ProblemRow>(PROBLEMS_TABLE)
      .join(
        FILES_TABLE,
        `${PROBLEMS_TABLE}.target_hash`,
        `${FILES_TABLE}.target_hash`,
      )
      .where(`${FILES_TABLE}.provider_id`, providerId)
      .orderBy([`${PROBLEMS_TABLE}.target`, `${PROBLEMS_TABLE}.entity_ref`])
      .select(`${PROBLEMS_TABLE}.*`, `${FILES_TABLE}.slug`);
    for (const { slug, ...row } of found) {
      slugs.set(row.target, slug);
      rows.push(row);
    }
    const current = await this.#current(rows);
    return current.map(row => ({
      ...toProblem(row),
      slug: slugs.get(row.target)!,
    }));
  }

  /**
   * Returns the first {@link MOST_CONFLICTS} conflicts about an entity, and those that the catalog found when it
   * processed the entity.
   */
  async conflictsOf(entityRef: string): Promise<StoredProblem[]> {
    const rows = await this.#rows()
      .where({ kind: 'conflict' })
      .where(each =>
        each
          .where({ entity_ref: entityRef })
          .orWhere({ processed_by: entityRef }),
      )
      .orderBy(['target', 'entity_ref'])
      .limit(MOST_CONFLICTS);
    return (await this.#current(rows)).map(toProblem);
  }

  /**
   * Returns the conflicts whose first file gave the entity up, and counts that the second file is processed again: the
   * result of processing it must differ.
   */
  async retry(): Promise<(StoredProblem & { processedBy: string })[]> {
    const stored = await this.#rows()
      .where({ kind: 'conflict' })
      .whereNotIn(
        'entity_ref',
        this.knex('refresh_state').select('entity_ref'),
      );
    const rows = await Promise.all(stored.map(row => this.#bind(row)));
    const catalog = await this.#readCatalog(rows);
    const refused: (StoredProblem & { processedBy: string })[] = [];
    for (const row of rows) {
      const { entity_ref, kind, processed_by, target_hash } = row;
      if (processed_by !== null && isRefused(row, catalog)) {
        await this.#rows()
          .where({ entity_ref, kind, target_hash })
          .increment('retries', 1);
        refused.push({ ...toProblem(row), processedBy: processed_by });
      }
    }
    return refused;
  }

  /** Returns how often a file was processed again. */
  async countRetries(target: string): Promise<number> {
    const rows = await this.#rows()
      .where({ kind: 'conflict', target_hash: digestOf(target) })
      .select('retries');
    return rows.reduce((sum, { retries }) => sum + retries, 0);
  }

  /** Returns the rows whose problem still exists, and deletes the others. */
  async #current(stored: ProblemRow[]): Promise<ProblemRow[]> {
    const rows = await Promise.all(stored.map(row => this.#bind(row)));
    const catalog = await this.#readCatalog(rows);
    const current: ProblemRow[] = [];
    for (const row of rows) {
      const { entity_ref, kind, seen_at, target_hash } = row;
      if (isCurrent(row, catalog)) {
        current.push(row);
      } else if (
        Number(seen_at) < Date.now() - KEPT_MS &&
        !isRefused(row, catalog)
      ) {
        await this.#rows()
          .where({ entity_ref, kind, seen_at, target_hash })
          .delete();
      }
    }
    return current;
  }

  async #readCatalog(
    rows: readonly ProblemRow[],
  ): Promise<Map<string, CatalogRow>> {
    const refs = rows.flatMap(row => [row.entity_ref, row.processed_by ?? []]);
    const catalog = new Map<string, CatalogRow>();
    for (const chunk of inChunks([...new Set(refs.flat())])) {
      const found = await this.knex<CatalogRow>('refresh_state')
        .whereIn('entity_ref', chunk)
        .select('entity_ref', 'location_key', 'result_hash', 'errors');
      found.forEach(row => catalog.set(row.entity_ref, row));
    }
    return catalog;
  }

  /** Stores the result of processing in which the catalog found the conflict. */
  async #bind(row: ProblemRow): Promise<ProblemRow> {
    const { entity_ref, kind, seen_at, target, target_hash } = row;
    const isBound = kind === 'error' || row.result_hash !== null;
    if (isBound || Number(seen_at) > Date.now() - SETTLED_MS) {
      return row;
    }
    const processed = await this.knex<CatalogRow>('refresh_state')
      .whereIn(
        'entity_id',
        this.knex('refresh_keys')
          .where({ key: refreshKeyOf(target) })
          .select('entity_id'),
      )
      .orderBy('entity_ref')
      .first();
    const bound = {
      processed_by: processed?.entity_ref ?? null,
      result_hash: processed?.result_hash ?? '',
    };
    await this.#rows()
      .where({ entity_ref, kind, seen_at, target_hash })
      .update(bound);
    return { ...row, ...bound };
  }

  #rows() {
    return this.knex<ProblemRow>(PROBLEMS_TABLE);
  }
}
