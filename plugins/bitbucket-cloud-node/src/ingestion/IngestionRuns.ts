import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type BitbucketIngestionProblem,
  type BitbucketIngestionRun,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { RunProblems } from './RunProblems';

const TABLE = 'bitbucket_cloud_runs';

/** How often the process of a run writes that it is alive. */
const BEAT_MS = 30_000;
/** A run of a process that has not written for so long has ended. Allows for clocks that differ. */
const DEAD_AFTER_MS = 5 * BEAT_MS;

interface RunsRow {
  provider: string;
  provider_id: string;
  running_id: string | null;
  running_since: number | string | null;
  alive_at: number | string | null;
  last_run: string | null;
  last_success: string | null;
  problems: string | null;
  problem_count: number;
}

/**
 * What is stored about the runs of a provider.
 *
 * @public
 */
export interface StoredRuns {
  /** ISO 8601. */
  runningSince?: string;
  /** The run that ended last. */
  lastRun?: BitbucketIngestionRun;
  /** The last run that succeeded. */
  lastSuccess?: BitbucketIngestionRun;
  /** Those of the last run that succeeded. */
  problems: BitbucketIngestionProblem[];
  /** The number of all of them, also of those that are not stored. */
  problemCount: number;
}

/**
 * A run that is under way. Exactly one of the three methods ends it.
 *
 * @public
 */
export interface StartedRun {
  /** Collects what the run finds. */
  problems: RunProblems;
  /** Stores that the run succeeded, with the counts of its log line and its calls to Bitbucket. */
  succeeded(counts: Record<string, number>, calls: number): Promise<void>;
  /** Stores why the run failed. */
  failed(failure: string, calls: number): Promise<void>;
  /** Stores that the run stopped, because the process ends. The last run stays the one before. */
  stopped(): Promise<void>;
}

/**
 * Options of {@link IngestionRuns}.
 *
 * @public
 */
export interface IngestionRunsOptions {
  /** A client of the database with the runs: {@link openBudgetDatabase}. */
  knex: Knex;
  /** The key under `catalog.providers`. */
  provider: string;
  /** The name of the entry under that key. */
  id: string;
  /** Receives a warning if a run cannot be stored. */
  logger: LoggerService;
}

/**
 * Stores the state of a provider's runs, for all instances of the backend. A run goes on if its state
 * cannot be stored.
 *
 * @public
 */
export class IngestionRuns {
  constructor(private readonly options: IngestionRunsOptions) {}

  /** Stores that a run begins. */
  async begin(): Promise<StartedRun> {
    const runId = randomUUID();
    const startedAt = Date.now();
    const problems = new RunProblems();
    await this.#write(() => this.#begin(runId, startedAt));
    const beat = setInterval(() => {
      this.#write(async () => {
        await this.#running(runId).update({ alive_at: Date.now() });
      });
    }, BEAT_MS);
    beat.unref();
    const end = async (
      outcome: Pick<BitbucketIngestionRun, 'result' | 'failure'>,
      calls: number,
      counts: Record<string, number> = {},
    ) => {
      clearInterval(beat);
      const run: BitbucketIngestionRun = {
        startedAt: new Date(startedAt).toISOString(),
        endedAt: new Date().toISOString(),
        ...outcome,
        calls,
        counts,
      };
      await this.#write(() => this.#end(runId, run, problems));
    };
    return {
      problems,
      succeeded: (counts, calls) => end({ result: 'succeeded' }, calls, counts),
      failed: (failure, calls) =>
        end({ result: 'failed', failure: visibleText(failure) }, calls),
      stopped: async () => {
        clearInterval(beat);
        await this.#write(async () => {
          await this.#running(runId).update({ running_id: null });
        });
      },
    };
  }

  /** Returns what is stored. */
  async read(): Promise<StoredRuns> {
    const row = await this.#row().first();
    const isAlive =
      typeof row?.running_id === 'string' &&
      Number(row.alive_at) > Date.now() - DEAD_AFTER_MS;
    return {
      ...(isAlive && {
        runningSince: new Date(Number(row.running_since)).toISOString(),
      }),
      lastRun: row?.last_run ? JSON.parse(row.last_run) : undefined,
      lastSuccess: row?.last_success ? JSON.parse(row.last_success) : undefined,
      problems: row?.problems ? JSON.parse(row.problems) : [],
      problemCount: row?.problem_count ?? 0,
    };
  }

  async #begin(runId: string, startedAt: number) {
    const { id, knex, provider } = this.options;
    await knex<RunsRow>(TABLE)
      .insert({
        provider,
        provider_id: id,
        running_id: runId,
        running_since: startedAt,
        alive_at: startedAt,
      })
      .onConflict(['provider', 'provider_id'])
      .merge();
  }

  /** Does nothing if another run has begun since then. */
  async #end(runId: string, run: BitbucketIngestionRun, found: RunProblems) {
    const row: Partial<RunsRow> = {
      running_id: null,
      last_run: JSON.stringify(run),
    };
    if (run.result === 'succeeded') {
      const { problems: before } = await this.read();
      row.last_success = row.last_run;
      row.problems = JSON.stringify(withSince(found, before, run.endedAt));
      row.problem_count = found.count;
    }
    await this.#running(runId).update(row);
  }

  async #write(write: () => Promise<void>) {
    const { id, logger, provider } = this.options;
    await write().catch(error =>
      logger.warn(
        `${provider}.${id}: the state of the run could not be stored: ${error}`,
      ),
    );
  }

  #running(runId: string) {
    return this.#row().where({ running_id: runId });
  }

  #row() {
    const { id, knex, provider } = this.options;
    return knex<RunsRow>(TABLE).where({ provider, provider_id: id });
  }
}

/** Adds the time since when each problem exists. */
function withSince(
  { problems }: RunProblems,
  before: BitbucketIngestionProblem[],
  now: string,
): BitbucketIngestionProblem[] {
  const keyOf = ({ message, subject }: BitbucketIngestionProblem) =>
    JSON.stringify([subject, message]);
  const known = new Map(before.map(each => [keyOf(each), each.since]));
  return problems.map(each => ({
    ...each,
    since: known.get(keyOf(each)) ?? now,
  }));
}
