import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { addressKey } from '../budget/addressKey';
import { type DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { isSqlite, type Knex } from '../database/migrate';
import { sha256 } from '../model/secret';
import { UnavailableError } from '../model/UnavailableError';

const TABLE = 'bitbucket_auth_attempts';
const ATTEMPT_MS = 10 * 60 * 1000;
/** Twenty tabs can sign in at the same time. */
const MAX_OF_BROWSER = 20;
/** An office can share an address. */
const MAX_OF_ADDRESS = 500;
const MAX_OPEN = 50_000;
/** Attempts that an instance stores at the same time. The limit leaves connections for sessions. */
const MAX_WRITES = 20;
const MAX_WAITING = 500;

/**
 * With this condition, PostgreSQL does not wait until the deletion is on its disk and on that of a
 * replica. Other instances see the deletion immediately. If the database crashes within the next second,
 * the attempt can reappear, but Bitbucket rejects its code.
 */
const WITHOUT_DISK =
  "and (select set_config('synchronous_commit', 'off', true)) = 'off'";

/** The client that starts a sign-in. */
export interface SignInStarter {
  /** Value of the cookie that binds attempts to a browser. */
  browserId: string;
  /** IP address. Only its SHA-256 is stored; for an IPv6 address, that of its /56 prefix. */
  address: string | undefined;
}

/** A sign-in that waits for the response of Bitbucket. */
export interface SignInAttempt {
  environment: string;
  /** `popup` or `redirect`. */
  flow?: string;
  /** The origin of the page that opened the popup. */
  origin?: string;
  /** The page to which the redirect flow returns. */
  redirectUrl?: string;
  /** Requested scopes, separated by spaces. */
  scope: string;
}

/**
 * The table of sign-in attempts. A cookie binds each attempt to one browser. Each attempt works once, on
 * any instance.
 */
export class AttemptStore {
  readonly #guard: DatabaseGuard;
  readonly #knex: Knex;
  readonly #limit = pLimit(MAX_WRITES);
  readonly #now: () => number;

  constructor(options: {
    knex: Knex;
    guard: DatabaseGuard;
    now: () => number;
  }) {
    this.#knex = options.knex;
    this.#guard = options.guard;
    this.#now = options.now;
  }

  /** Creates the value of the cookie that binds attempts to a browser: 128 random bits. */
  static createBrowserId(): string {
    return randomBytes(16).toString('base64url');
  }

  /** Returns whether a cookie has the format of {@link AttemptStore.createBrowserId}. */
  static isBrowserId(value: unknown): value is string {
    return typeof value === 'string' && /^[\w-]{22}$/.test(value);
  }

  /**
   * Stores an attempt. Deletes the oldest attempt of the browser if there are more than 20.
   *
   * @returns the nonce for the OAuth state
   * @throws UnavailableError if 50,000 attempts are open, or 500 of the address, or if too many begin at
   * the
   *   same time
   */
  async create(
    attempt: SignInAttempt,
    { browserId, address }: SignInStarter,
  ): Promise<string> {
    const { activeCount, pendingCount } = this.#limit;
    if (activeCount + pendingCount >= MAX_WRITES + MAX_WAITING) {
      throw new UnavailableError(
        'Too many sign-ins begin at the moment. Try again in a few seconds.',
        { retryAfterSeconds: 5 },
      );
    }
    const nonce = randomBytes(16).toString('base64url');
    const now = this.#now();
    const hashes = {
      nonce_hash: sha256(nonce),
      browser_hash: sha256(browserId),
      address_hash: sha256(`open sign-ins of ${addressKey(address)}`),
    };
    const problem = await this.#limit(() =>
      this.#guard.run(async () => {
        const found = await this.#findProblem(hashes, now);
        if (found === undefined) {
          await this.#rows().insert({
            ...hashes,
            environment: attempt.environment,
            flow: attempt.flow ?? null,
            origin: attempt.origin ?? null,
            redirect_url: attempt.redirectUrl ?? null,
            scope: attempt.scope,
            expires_at: now + ATTEMPT_MS,
          });
        }
        return found;
      }),
    );
    if (problem) {
      throw new UnavailableError(problem, { retryAfterSeconds: 60 });
    }
    return nonce;
  }

  /** Returns why no more attempts can be open. Makes room for one attempt of the browser. */
  async #findProblem(
    hashes: { browser_hash: string; address_hash: string },
    now: number,
  ): Promise<string | undefined> {
    const { browser_hash, address_hash } = hashes;
    const [open, ofBrowser] = await Promise.all([
      this.#rows()
        .where('expires_at', '>', now)
        .first<{ total: string | number; of_address: string | number }>(
          this.#knex.raw(
            'count(*) as total, count(case when address_hash = ? then 1 end) as of_address',
            [address_hash],
          ),
        ),
      this.#rows()
        .where({ browser_hash })
        .orderBy('expires_at', 'desc')
        .select('nonce_hash'),
    ]);
    const surplus = ofBrowser
      .slice(MAX_OF_BROWSER - 1)
      .map(({ nonce_hash }) => nonce_hash);
    if (surplus.length > 0) {
      await this.#rows().whereIn('nonce_hash', surplus).delete();
    }
    if (Number(open.of_address) >= MAX_OF_ADDRESS) {
      return 'Too many sign-ins from your network address are open at the moment. Try again in a few minutes.';
    }
    return Number(open.total) >= MAX_OPEN
      ? 'Too many sign-ins are open at the moment. Try again in a few minutes.'
      : undefined;
  }

  /**
   * Consumes an attempt: deletes it, so that it does not count as open.
   *
   * @returns `undefined` if it does not exist, was used, has expired, or belongs to another browser
   */
  async consume(
    nonce: string,
    browserId: string,
  ): Promise<SignInAttempt | undefined> {
    const result = await this.#guard.run(async () =>
      this.#knex
        // Knex cannot return deleted rows from SQLite. Instances of an earlier version set
        // `consumed_at`. Both hashes are of random values, so the duration of the comparison reveals
        // nothing.
        .raw(
          `delete from ?? where nonce_hash = ? and browser_hash = ? and consumed_at is null and expires_at > ?
          ${
            isSqlite(this.#knex) ? '' : WITHOUT_DISK
          } returning environment, flow, origin, redirect_url, scope`,
          [TABLE, sha256(nonce), sha256(browserId), this.#now()],
        )
        .timeout(QUERY_LIMIT_MS),
    );
    const [row] = Array.isArray(result) ? result : result.rows;
    return (
      row && {
        environment: row.environment,
        flow: row.flow ?? undefined,
        origin: row.origin ?? undefined,
        redirectUrl: row.redirect_url ?? undefined,
        scope: row.scope,
      }
    );
  }

  async deleteOld(): Promise<void> {
    await this.#guard.run(async () =>
      this.#rows().where('expires_at', '<', this.#now()).delete(),
    );
  }

  #rows() {
    return this.#knex(TABLE).timeout(QUERY_LIMIT_MS);
  }
}
