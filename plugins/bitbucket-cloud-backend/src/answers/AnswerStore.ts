import { type BitbucketProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';

const TABLE = 'bitbucket_cloud_answers';
const DAY_MS = 24 * 60 * 60 * 1000;
/** An instance that stops in the middle blocks the question for this time. */
const CLAIM_MS = 30_000;
/** Answers that no request used during this time are deleted. */
const KEPT_MS = 7 * DAY_MS;

const NO_DATA = { data: null, read_at: 0, recheck_at: 0 };

/** What an answer is about. */
export interface AnswerKey {
  /** Workspace and repository, as in URLs. */
  repository: string;
  /** For example `pull-requests:open`. At most 100 characters. */
  question: string;
}

/** The state of an answer. Times are in milliseconds since 1970. */
export interface StoredAnswer {
  /** Undefined before the first answer. */
  data?: unknown;
  readAt: number;
  /** The last change of which a webhook told. */
  changedAt: number;
  problem?: BitbucketProblem;
  retryAt: number;
  /** When data that contain a webhook are out of date; 0 if they do not contain any. */
  recheckAt: number;
}

interface Row {
  repository: string;
  question: string;
  data: string | null;
  read_at: number | string;
  changed_at: number | string;
  problem: string | null;
  retry_at: number | string;
  recheck_at: number | string;
  claim: string | null;
  claimed_until: number | string;
  used_at: number | string;
}

/** Stores the answers of Bitbucket, for all instances of the backend. */
export class AnswerStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns the state of an answer, or undefined before the first request. */
  async find(key: AnswerKey): Promise<StoredAnswer | undefined> {
    const row = await this.#row(key).first();
    if (!row) {
      return undefined;
    }
    if (Number(row.used_at) < this.now() - DAY_MS) {
      await this.#row(key).update({ used_at: this.now() });
    }
    return {
      data: row.data === null ? undefined : JSON.parse(row.data),
      readAt: Number(row.read_at),
      changedAt: Number(row.changed_at),
      problem: row.problem === null ? undefined : JSON.parse(row.problem),
      retryAt: Number(row.retry_at),
      recheckAt: Number(row.recheck_at),
    };
  }

  /**
   * Lets one request of all instances read an answer.
   *
   * @returns the claim, or undefined if another request reads it now
   */
  async claim(key: AnswerKey): Promise<string | undefined> {
    const claim = randomUUID();
    const now = this.now();
    const claimed = { claim, claimed_until: now + CLAIM_MS };
    await this.knex<Row>(TABLE)
      .insert({
        ...toIdentity(key),
        read_at: 0,
        changed_at: 0,
        retry_at: 0,
        claimed_until: 0,
        used_at: now,
      })
      .onConflict(['repository', 'question'])
      .ignore();
    const changed = await this.#row(key)
      .where('claimed_until', '<', now)
      .update(claimed);
    return changed > 0 ? claim : undefined;
  }

  /** Stores new data, and ends the claim. */
  async save(
    key: AnswerKey,
    { claim, data, readAt }: { claim: string; data: unknown; readAt: number },
  ): Promise<void> {
    await this.#row(key)
      .where({ claim })
      .update({
        data: JSON.stringify(data),
        read_at: readAt,
        problem: null,
        retry_at: 0,
        recheck_at: 0,
        claim: null,
        claimed_until: 0,
      });
  }

  /**
   * Changes current data by what a webhook contains. Data that are out of date, or that a request reads now, do not change.
   *
   * @param change - returns undefined if the webhook is not enough
   * @param recheckMs - the data are out of date after this time since the first change
   * @returns false if the data must be read again
   */
  async change<T>(
    key: AnswerKey,
    change: (data: T) => T | undefined,
    recheckMs: number,
  ): Promise<boolean> {
    const now = this.now();
    return this.knex.transaction(async trx => {
      const row = await trx<Row>(TABLE)
        .where(toIdentity(key))
        .forUpdate()
        .first();
      const isCurrent =
        row &&
        row.data !== null &&
        row.problem === null &&
        Number(row.read_at) > Number(row.changed_at) &&
        Number(row.claimed_until) < now;
      const data = isCurrent ? change(JSON.parse(row.data!)) : undefined;
      if (data === undefined) {
        return false;
      }
      await trx<Row>(TABLE)
        .where(toIdentity(key))
        .update({
          data: JSON.stringify(data),
          recheck_at: Number(row!.recheck_at) || now + recheckMs,
        });
      return true;
    });
  }

  /**
   * Stores why the data could not be read, and ends the claim. The data remain, unless the portal has no access to the repository
   * any more.
   */
  async saveProblem(
    key: AnswerKey,
    problem: {
      claim: string;
      problem: BitbucketProblem;
      retryAt: number;
    },
  ): Promise<void> {
    await this.#row(key)
      .where({ claim: problem.claim })
      .update({
        problem: JSON.stringify(problem.problem),
        ...(problem.problem.kind === 'gone' && NO_DATA),
        retry_at: problem.retryAt,
        claim: null,
        claimed_until: 0,
      });
  }

  /** Ends a claim without a result. */
  async release(key: AnswerKey, claim: string): Promise<void> {
    await this.#row(key).where({ claim }).update({
      claim: null,
      claimed_until: 0,
    });
  }

  /**
   * Notes that answers are out of date, because of a change at Bitbucket.
   *
   * @param questions - a name that ends with `*` stands for all questions that begin with it
   * @returns the number of these answers
   */
  async invalidate(
    repository: string,
    questions: readonly string[],
  ): Promise<number> {
    if (questions.length === 0) {
      return 0;
    }
    return this.knex<Row>(TABLE)
      .where({ repository: repository.toLowerCase() })
      .where(each => {
        for (const question of questions) {
          each.orWhereLike('question', question.replace(/\*$/, '%'));
        }
      })
      .update({ changed_at: this.now(), retry_at: 0 });
  }

  /** Stores what a webhook or another answer told, in place of an answer of Bitbucket. */
  async put(key: AnswerKey, data: unknown): Promise<void> {
    const now = this.now();
    await this.knex<Row>(TABLE)
      .insert({
        ...toIdentity(key),
        data: JSON.stringify(data),
        read_at: now,
        changed_at: 0,
        retry_at: 0,
        claimed_until: 0,
        used_at: now,
      })
      .onConflict(['repository', 'question'])
      .merge(['data', 'read_at', 'used_at']);
  }

  /** Deletes the data of all answers about a repository, because it left the workspace. */
  async forget(repository: string): Promise<void> {
    await this.knex<Row>(TABLE)
      .where({ repository: repository.toLowerCase() })
      .update({ ...NO_DATA, changed_at: this.now(), retry_at: 0 });
  }

  /** Deletes answers that no request has used for a week. */
  async clean(): Promise<void> {
    await this.knex<Row>(TABLE)
      .where('used_at', '<', this.now() - KEPT_MS)
      .delete();
  }

  #row(key: AnswerKey) {
    return this.knex<Row>(TABLE).where(toIdentity(key));
  }
}

/** Bitbucket ignores the case of workspaces and repositories. */
function toIdentity({ question, repository }: AnswerKey) {
  return { question, repository: repository.toLowerCase() };
}
