import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MinuteCounts } from './MinuteCounts';

export const CALLS_TABLE = 'bitbucket_auth_calls';
const MINUTE_MS = 60_000;
/** Calls are collected for so long, so that those of several sign-ins are one statement. */
const COLLECT_MS = 1_000;
/** How old the copy of the rows may be. */
const COPY_MS = 5_000;
/** After this time, the connection leaves the pool: it does not answer. */
const STATEMENT_MS = 2_000;
/** Rows older than this are deleted, now and then. */
const KEPT_MINUTES = 120;
const DELETE_EVERY_MS = 10 * MINUTE_MS;
/** Rows further ahead come from an instance whose clock is wrong; they would count for too long. */
const AHEAD_MINUTES = 60;

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

export interface CallsRow {
  consumer_hash: string;
  minute: number;
  calls: number;
}

/** Options of {@link SharedCalls}. */
export interface SharedCallsOptions {
  /** Has the table `bitbucket_auth_calls`. */
  knex: Knex;
  /** The client ID of the OAuth consumer; only its SHA-256 is stored. */
  consumer: string;
  /** How many minutes `recent` returns, the current one included. */
  minutes: number;
  logger: LoggerService;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * The calls that all instances made with an OAuth consumer, by minute.
 *
 * Reading never waits and counting never fails. The calls of this instance count at once; those of other
 * instances are read from the database every 5 s. While the database is away, the calls of this
 * instance are kept in memory and written later. If the outcome of a write is unknown because the
 * connection broke or did not answer, it is repeated: rather too many calls than too few.
 */
export class SharedCalls {
  readonly #consumerHash: string;
  /** The rows of all instances, as of the last read. */
  #rows = new MinuteCounts();
  /** Calls of this instance that were written since that read began. Some may be in the rows as well. */
  #writtenSince = new MinuteCounts();
  /** Calls of this instance that are not written yet. */
  readonly #unwritten = new MinuteCounts();

  /** The wait for more calls, before a write. */
  #collecting?: Promise<void>;
  /** The write under way. One that is given up may still succeed, and then counts twice. */
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

  /** The calls of all instances in the last minutes. Reads the rows in the background if they are old. */
  recent(): MinuteCounts {
    const age = this.options.now() - this.#readAt;
    // A negative age is a clock that was set back.
    if (!this.#isReadPending && (age >= COPY_MS || age < 0)) {
      this.#isReadPending = true;
      // One after the other: a read during a write would count its calls twice.
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

  /** Writes the calls of this instance, then reads those of all. Never rejects. */
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

  /** One write at a time; calls that are counted while it runs are written together by the next. */
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

  /** @param counts - in order of minutes, so that two instances do not wait for each other's rows */
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

  /** Of all consumers: the rows of one that is no longer used would remain otherwise. */
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
    // Until the rows are there, those calls are still missing in them.
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

  /** Whether the statement succeeded. Logs the first failure of an outage, and its end. */
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
