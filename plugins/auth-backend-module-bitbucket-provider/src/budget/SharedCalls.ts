import {
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MinuteCounts } from './MinuteCounts';

export const CALLS_TABLE = 'bitbucket_auth_calls';
const MINUTE_MS = 60_000;
/** Calls are collected for this time, so that the calls of several sign-ins need one statement. */
const COLLECT_MS = 1_000;
/** The maximum age of the copy of the rows. */
const COPY_MS = 5_000;
/** After this time without a response, the connection is removed from the pool. */
const STATEMENT_MS = 2_000;
/** Older rows are deleted from time to time. */
const KEPT_MINUTES = 120;
const DELETE_EVERY_MS = 10 * MINUTE_MS;
/** Rows further ahead come from an instance with a wrong clock. They would count for too long. */
const AHEAD_MINUTES = 60;

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

export interface CallsRow {
  consumer_hash: string;
  minute: number;
  calls: number;
}

/** Options of {@link SharedCalls}. */
export interface SharedCallsOptions {
  /** A client of the database with the table `bitbucket_auth_calls`. */
  knex: Knex;
  /** The client ID of the OAuth consumer; only its SHA-256 is stored. */
  consumer: string;
  /** How many minutes `recent` returns, including the current one. */
  minutes: number;
  logger: LoggerService;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
}

/**
 * The calls that all instances made with an OAuth consumer, by minute.
 *
 * Reading never waits, and counting never fails. The calls of this instance count immediately. Those of
 * other instances are read from the database every 5 s. While the database is unavailable, this class
 * keeps the calls of this instance in memory and writes them later. If the outcome of a write is unknown
 * because the connection failed or timed out, the write is repeated, because too high a count is safer
 * than too low a count.
 */
export class SharedCalls {
  readonly #consumerHash: string;
  /** The rows of all instances at the last read. */
  #rows = new MinuteCounts();
  /** Calls of this instance that were written after that read began. Some may also be in the rows. */
  #writtenSince = new MinuteCounts();
  /** Calls of this instance that are not written yet. */
  readonly #unwritten = new MinuteCounts();

  /** Waits for more calls before a write. */
  #collecting?: Promise<void>;
  /** The write in progress. An abandoned write can still succeed, and then counts twice. */
  #writing?: Promise<void>;
  #reads: Promise<void> = Promise.resolve();
  #isReadPending = false;
  #readAt = -Infinity;
  #deletedAt = -Infinity;
  readonly #outages = new Set<'read' | 'write'>();

  constructor(private readonly options: SharedCallsOptions) {
    this.#consumerHash = createHash('sha256')
      .update(options.consumer)
      .digest('hex');
  }

  /** Counts one call of this instance, and writes it in the background. */
  add(): void {
    this.#unwritten.add(this.#minute(), 1);
    this.#collecting ??= delay(COLLECT_MS, undefined, { ref: false }).then(
      () => {
        this.#collecting = undefined;
        return this.#write();
      },
    );
  }

  /**
   * Returns the calls of all instances in the last minutes. Reads the rows in the background if they are
   * old.
   */
  recent(): MinuteCounts {
    const age = this.options.now() - this.#readAt;
    // A negative age means that the clock was set back.
    if (!this.#isReadPending && (age >= COPY_MS || age < 0)) {
      this.#isReadPending = true;
      // Sequential: a read during a write would count its calls twice.
      void this.refresh().then(() => {
        this.#isReadPending = false;
      });
    }
    const parts = [this.#rows, this.#writtenSince, this.#unwritten];
    for (const part of parts) {
      part.dropBefore(this.#oldest());
    }
    return new MinuteCounts(parts.flatMap(part => part.entries()));
  }

  /** Writes the calls of this instance, then reads those of all instances. Never rejects. */
  async refresh(): Promise<void> {
    await this.#write();
    await this.#read();
  }

  #minute(): number {
    return Math.floor(this.options.now() / MINUTE_MS);
  }

  #oldest(): number {
    return this.#minute() - this.options.minutes + 1;
  }

  /**
   * Runs one write at a time. The next write contains all calls that are counted during the current one.
   */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    let isWritten = true;
    while (isWritten && this.#unwritten.total() > 0) {
      isWritten = await this.#attempt('write', () =>
        this.#writeOnce(this.#unwritten.entries()),
      );
    }
  }

  /** @param counts - in order of minutes, so that two instances do not deadlock on each other's rows */
  async #writeOnce(counts: Array<[minute: number, calls: number]>) {
    const { knex } = this.options;
    const rows = counts.map(([minute, calls]) => ({
      consumer_hash: this.#consumerHash,
      minute,
      calls,
    }));
    await knex<CallsRow>(CALLS_TABLE)
      .insert(rows)
      .onConflict(['consumer_hash', 'minute'])
      .merge({
        calls: knex.raw('?? + excluded.calls', [`${CALLS_TABLE}.calls`]),
      })
      .timeout(STATEMENT_MS);
    for (const [minute, calls] of counts) {
      this.#unwritten.add(minute, -calls);
      this.#writtenSince.add(minute, calls);
    }
    await this.#deleteOld();
  }

  /** Deletes rows of all consumers, including consumers that are no longer used. */
  async #deleteOld() {
    const now = this.options.now();
    if (Math.abs(now - this.#deletedAt) < DELETE_EVERY_MS) {
      return;
    }
    this.#deletedAt = now;
    await this.options
      .knex<CallsRow>(CALLS_TABLE)
      .where('minute', '<', this.#minute() - KEPT_MINUTES)
      .delete()
      .timeout(STATEMENT_MS);
  }

  #read(): Promise<void> {
    this.#reads = this.#reads.then(async () => {
      this.#readAt = this.options.now();
      await this.#attempt('read', () => this.#readOnce());
    });
    return this.#reads;
  }

  async #readOnce() {
    const before = this.#writtenSince;
    const since = new MinuteCounts();
    this.#writtenSince = since;
    // Until the rows are read, they do not contain these calls.
    this.#rows = new MinuteCounts([
      ...this.#rows.entries(),
      ...before.entries(),
    ]);
    const rows = await this.options
      .knex<CallsRow>(CALLS_TABLE)
      .where('consumer_hash', this.#consumerHash)
      .whereBetween('minute', [this.#oldest(), this.#minute() + AHEAD_MINUTES])
      .select('minute', 'calls')
      .timeout(STATEMENT_MS);
    this.#rows = new MinuteCounts(
      // PostgreSQL returns a bigint as a string.
      rows.map(({ minute, calls }) => [Number(minute), Number(calls)]),
    );
  }

  /** Returns whether the statement succeeded. Logs the first failure of an outage, and its end. */
  async #attempt(
    kind: 'read' | 'write',
    statement: () => Promise<void>,
  ): Promise<boolean> {
    const { logger } = this.options;
    try {
      await statement();
    } catch (error) {
      if (!this.#outages.has(kind)) {
        this.#outages.add(kind);
        logger.warn(
          `The number of requests to Bitbucket cannot be ${
            kind === 'read' ? 'read from' : 'written to'
          } the database. Until it can, each instance counts only its own requests.`,
          new ForwardedError('The statement failed', error),
        );
      }
      return false;
    }
    if (this.#outages.delete(kind)) {
      logger.info(
        `The number of requests to Bitbucket can be ${
          kind === 'read' ? 'read from' : 'written to'
        } the database again.`,
      );
    }
    return true;
  }
}
