import { setTimeout as delay } from 'node:timers/promises';
import { SessionConfig } from '../config/sessionConfig';
import { BitbucketAccess } from '../oauth/BitbucketAccess';
import { AccountCheck } from './AccountCheck';
import { BackgroundTasks } from './BackgroundTasks';
import { checkThreshold } from './checkThreshold';
import { LeasedSession, LeaseLostError } from './LeasedSession';
import { Pace } from './Pace';
import { OpenSession, SessionRefusedError, Sessions } from './Sessions';
import { UnavailableError } from './UnavailableError';

/** A request waits for a check for so long. The check goes on after that. */
const WAIT_LIMIT_MS = 5_000;
/** How often an instance reads the row of a session that another instance checks. */
const POLL_MS = 200;
const MAX_BACKGROUND_CHECKS = 10;
/**
 * Above this share of the hour's requests, checks before a response are not made. Instances know the
 * requests of the others 5 seconds later, so a session that can wait leaves room for what is under way.
 */
const MAX_SHARE = 0.7;
/** The same for a session that may not be used without a check. */
const MAX_SHARE_WITHOUT_GRACE = 0.9;

/** How a check ended. */
type CheckResult =
  | { kind: 'checked'; session: OpenSession }
  | { kind: 'busy' }
  | { kind: 'failed'; error: unknown };

/** Where the answer to a refresh comes from. */
export type RefreshSource = 'session' | 'check' | 'outage';

export interface SessionChecksOptions {
  access: BitbucketAccess;
  account: AccountCheck;
  background: BackgroundTasks;
  config: SessionConfig;
  sessions: Sessions;
}

/** Decides when the account of a session is checked at Bitbucket, and what a request does until then. */
export class SessionChecks {
  readonly #options: SessionChecksOptions;
  readonly #pace: Pace;
  readonly #running = new Map<string, Promise<CheckResult>>();

  constructor(options: SessionChecksOptions) {
    this.#options = options;
    this.#pace = new Pace(options.sessions.now);
  }

  /** Whether a check must come before the response. */
  isOverdue({ row }: OpenSession): boolean {
    const { config, sessions } = this.#options;
    return sessions.now() - row.checkedAt >= config.checkWithin;
  }

  /** Begins a check behind the response if one is due. The next page load tries again if it cannot run. */
  beginIfDue(session: OpenSession): void {
    const { access, config, sessions } = this.#options;
    const age = sessions.now() - session.row.checkedAt;
    const threshold = checkThreshold(
      config,
      access.budget.share,
      session.row.idHash,
    );
    if (
      age >= threshold &&
      access.pausedUntil() === undefined &&
      this.#running.size < MAX_BACKGROUND_CHECKS &&
      this.#pace.take(access.budget.share)
    ) {
      void this.#check(session);
    }
  }

  /**
   * Checks a session before the response.
   *
   * @returns the session, as it was before if Bitbucket cannot be asked within `sessions.grace`
   * @throws SessionRefusedError if the check ended the session
   * @throws UnavailableError if Bitbucket cannot be asked, after `sessions.grace`
   */
  async require(
    session: OpenSession,
  ): Promise<{ session: OpenSession; source: RefreshSource }> {
    const { access } = this.#options;
    if (!this.#mayCheck() || access.pausedUntil()) {
      return this.#useGrace(session);
    }
    const deadline = AbortSignal.timeout(WAIT_LIMIT_MS);
    let result: CheckResult = { kind: 'busy' };
    let current = session;
    while (result.kind === 'busy' && !deadline.aborted) {
      result = await waitAtMost(this.#check(current), deadline);
      if (result.kind === 'busy' && !deadline.aborted) {
        await delay(POLL_MS, undefined, { ref: false });
        current = await this.#reload(session);
        if (!this.isOverdue(current)) {
          return { session: current, source: 'check' };
        }
      }
    }
    if (result.kind === 'checked') {
      return { session: result.session, source: 'check' };
    }
    return this.#useGrace(
      current,
      result.kind === 'failed' ? result.error : undefined,
    );
  }

  /**
   * Returns the session with a new access token.
   *
   * @param isFresh - whether another request, also of another instance, has renewed it in the meantime
   * @throws SessionRefusedError if Bitbucket has ended the access
   * @returns `undefined` if Bitbucket gives no new token at the moment, or cannot be asked
   */
  async renewTokens(
    session: OpenSession,
    isFresh: (session: OpenSession) => boolean,
  ): Promise<OpenSession | undefined> {
    const { access } = this.#options;
    if (
      access.pausedUntil() ||
      access.budget.share >= MAX_SHARE_WITHOUT_GRACE
    ) {
      return undefined;
    }
    const deadline = AbortSignal.timeout(WAIT_LIMIT_MS);
    let current = session;
    while (!deadline.aborted) {
      const result = await waitAtMost(
        this.#once('renewal', current, leased =>
          this.#options.account.renewTokens(leased),
        ),
        deadline,
      );
      if (result.kind !== 'busy') {
        return result.kind === 'checked' ? result.session : undefined;
      }
      await delay(POLL_MS, undefined, { ref: false });
      current = await this.#reload(session);
      if (isFresh(current)) {
        return current;
      }
    }
    return undefined;
  }

  #mayCheck(): boolean {
    const { access, config } = this.#options;
    return config.grace === 0
      ? access.budget.share < MAX_SHARE_WITHOUT_GRACE
      : access.budget.share < MAX_SHARE &&
          (config.checkWithin === 0 || this.#pace.take(access.budget.share));
  }

  #reload(session: OpenSession) {
    const { config, sessions } = this.#options;
    return sessions.reload(session, config);
  }

  #useGrace(
    session: OpenSession,
    error?: unknown,
  ): { session: OpenSession; source: RefreshSource } {
    const { access, background, config, sessions } = this.#options;
    const { idHash, overdueAt } = session.row;
    const now = sessions.now();
    // Counted from the first time that it was used, because users come back from a long absence together.
    if (now < (overdueAt ?? now) + config.grace) {
      if (overdueAt === undefined) {
        background.run('note that a check is overdue', () =>
          sessions.store.markOverdue(idHash),
        );
      }
      return { session, source: 'outage' };
    }
    if (session.content.clientId !== access.clientId) {
      // Only a new sign-in helps: the tokens belong to another OAuth consumer.
      throw new SessionRefusedError('expired');
    }
    const retryAt =
      access.pausedUntil() ?? access.budget.roomAt() ?? now + WAIT_LIMIT_MS;
    throw new UnavailableError(
      'The portal cannot ask Bitbucket about your account at the moment. It tries again by itself.',
      {
        retryAfterSeconds: Math.max(1, Math.ceil((retryAt - now) / 1000)),
        cause: error,
      },
    );
  }

  #check(session: OpenSession): Promise<CheckResult> {
    return this.#once('check', session, leased =>
      this.#options.account.run(leased),
    );
  }

  /** Requests of this instance share what is already running. A renewal of tokens is no check. */
  #once(
    kind: 'check' | 'renewal',
    session: OpenSession,
    act: (leased: LeasedSession) => Promise<void>,
  ): Promise<CheckResult> {
    const key = `${kind} ${session.row.idHash}`;
    const running = this.#running.get(key);
    if (running) {
      return running;
    }
    const check = this.#run(session, act).finally(() =>
      this.#running.delete(key),
    );
    this.#running.set(key, check);
    // It goes on when no request waits for it any more, and before the instance ends.
    this.#options.background.run('check a session', async () => {
      await check;
    });
    return check;
  }

  async #run(
    session: OpenSession,
    act: (leased: LeasedSession) => Promise<void>,
  ): Promise<CheckResult> {
    const { account, sessions } = this.#options;
    const leased = await LeasedSession.acquire(session, sessions.store);
    if (!leased) {
      return { kind: 'busy' };
    }
    try {
      await act(leased);
      return { kind: 'checked', session: leased.session };
    } catch (error) {
      if (error instanceof LeaseLostError) {
        return { kind: 'busy' };
      }
      await account.handleFailure(
        leased,
        error,
        this.isOverdue(leased.session),
      );
      return { kind: 'failed', error };
    } finally {
      await leased.release().catch(() => {});
    }
  }
}

/** The check goes on when the request does not wait any longer. */
async function waitAtMost(
  check: Promise<CheckResult>,
  deadline: AbortSignal,
): Promise<CheckResult> {
  const limit = new AbortController();
  const timeout = new Promise<CheckResult>(resolve => {
    const give = () =>
      resolve({
        kind: 'failed',
        error: new Error(`No response within ${WAIT_LIMIT_MS} ms`),
      });
    if (deadline.aborted) {
      give();
    } else {
      deadline.addEventListener('abort', give, {
        once: true,
        signal: limit.signal,
      });
    }
  });
  try {
    return await Promise.race([check, timeout]);
  } finally {
    limit.abort();
  }
}
