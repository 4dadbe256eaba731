import { randomBytes } from 'node:crypto';
import { DatabaseGuard, QUERY_LIMIT_MS } from './DatabaseGuard';
import { Knex } from './migrate';
import { sha256 } from './secret';
import { UnavailableError } from './UnavailableError';

const TABLE = 'bitbucket_auth_attempts';
const ATTEMPT_MS = 10 * 60 * 1000;
/** Twenty tabs can sign in at the same time. */
const MAX_OF_BROWSER = 20;
const MAX_OPEN = 50_000;

/** A sign-in that waits for the response of Bitbucket. */
export interface SignInAttempt {
  environment: string;
  /** `popup` or `redirect`. */
  flow?: string;
  /** The origin of the page that opened the popup. */
  origin?: string;
  /** Where the redirect flow returns to. */
  redirectUrl?: string;
  /** Requested scopes, separated by spaces. */
  scope: string;
}

/**
 * The table of sign-in attempts. Each one is bound to one browser by a cookie, and is used once, on any
 * instance.
 */
export class AttemptStore {
  readonly #guard: DatabaseGuard;
  readonly #knex: Knex;
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

  /** Whether a cookie has the form that {@link AttemptStore.createBrowserId} returns. */
  static isBrowserId(value: unknown): value is string {
    return typeof value === 'string' && /^[\w-]{22}$/.test(value);
  }

  /**
   * Stores an attempt. The oldest one of the browser goes when there are more than 20.
   *
   * @returns the nonce for the OAuth state
   * @throws UnavailableError if 50,000 attempts are open
   */
  async create(attempt: SignInAttempt, browserId: string): Promise<string> {
    const nonce = randomBytes(16).toString('base64url');
    const now = this.#now();
    const browserHash = sha256(browserId);
    const isFull = await this.#guard.run(async () => {
      const [open, ofBrowser] = await Promise.all([
        this.#rows()
          .where('expires_at', '>', now)
          .count({ count: '*' })
          .first(),
        this.#rows()
          .where({ browser_hash: browserHash })
          .orderBy('expires_at', 'desc')
          .select('nonce_hash'),
      ]);
      const surplus = ofBrowser
        .slice(MAX_OF_BROWSER - 1)
        .map(({ nonce_hash }) => nonce_hash);
      if (surplus.length > 0) {
        await this.#rows().whereIn('nonce_hash', surplus).delete();
      }
      if (Number(open?.count) >= MAX_OPEN) {
        return true;
      }
      await this.#rows().insert({
        nonce_hash: sha256(nonce),
        browser_hash: browserHash,
        environment: attempt.environment,
        flow: attempt.flow ?? null,
        origin: attempt.origin ?? null,
        redirect_url: attempt.redirectUrl ?? null,
        scope: attempt.scope,
        expires_at: now + ATTEMPT_MS,
      });
      return false;
    });
    if (isFull) {
      throw new UnavailableError(
        'Too many sign-ins are open at the moment. Try again in a few minutes.',
        { retryAfterSeconds: 60 },
      );
    }
    return nonce;
  }

  /**
   * Uses an attempt up.
   *
   * @returns `undefined` if it does not exist, was used, has expired, or belongs to another browser
   */
  async consume(
    nonce: string,
    browserId: string,
  ): Promise<SignInAttempt | undefined> {
    const now = this.#now();
    const [row] = await this.#guard.run(async () =>
      this.#rows()
        // Both are hashes of random values, so the time of the comparison reveals nothing.
        .where({ nonce_hash: sha256(nonce), browser_hash: sha256(browserId) })
        .whereNull('consumed_at')
        .where('expires_at', '>', now)
        .update({ consumed_at: now })
        .returning(['environment', 'flow', 'origin', 'redirect_url', 'scope']),
    );
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
