import { setTimeout as delay } from 'node:timers/promises';
import { type SessionConfig } from '../config/sessionConfig';
import { type BitbucketAccess } from '../oauth/BitbucketAccess';
import { type AccountCheck } from './AccountCheck';
import { type BackgroundTasks } from './BackgroundTasks';
import { type CheckKind, CheckRules } from './CheckRules';
import { LeasedSession, LeaseLostError } from './LeasedSession';
import { SessionRefusedError } from './SessionRefusedError';
import { type OpenSession, type Sessions } from './Sessions';
import { UnavailableError } from '../model/UnavailableError';
import { waitAtMost } from '../model/waitAtMost';

/** How long a request waits for a check. The check continues after that. */
const WAIT_LIMIT_MS = 5_000;
/** How often an instance reads the row of a session that another instance checks. */
const POLL_MS = 200;
const MAX_BACKGROUND_CHECKS = 10;

/** The outcome of a check. */
type CheckResult =
  | { kind: 'checked'; session: OpenSession }
  | { kind: 'busy' }
  | { kind: 'failed'; error: unknown };

const LATE: CheckResult = {
  kind: 'failed',
  error: new Error(`No response within ${WAIT_LIMIT_MS} ms`),
};

/** The source of the response to a refresh. */
export type RefreshSource = 'session' | 'check' | 'outage';

export interface SessionChecksOptions {
  access: BitbucketAccess;
  account: AccountCheck;
  background: BackgroundTasks;
  config: SessionConfig;
  /** Whether each request requires a check, because a resolver sends requests to Bitbucket. */
  needsBitbucket?: boolean;
  sessions: Sessions;
}

/**
 * Decides when the account of a session is checked at Bitbucket, and how requests are handled until
 * then.
 */
export class SessionChecks {
  readonly #options: SessionChecksOptions;
  readonly #rules: CheckRules;
  readonly #running = new Map<string, Promise<CheckResult>>();

  constructor(options: SessionChecksOptions) {
    this.#options = options;
    this.#rules = new CheckRules(options);
  }

  /** Returns whether a check must complete before the response. */
  isRequired(session: OpenSession): boolean {
    return this.#rules.isRequired(session);
  }

  /** Begins a check after the response if one is due. If it cannot run, the next page load retries. */
  beginIfDue(session: OpenSession): void {
    if (
      this.#running.size < MAX_BACKGROUND_CHECKS &&
      this.#rules.mayBegin(session)
    ) {
      void this.#check(session);
    }
  }

  /**
   * Checks a session before the response.
   *
   * @returns the session, unchanged if the check is impossible within `sessions.grace`
   * @throws SessionRefusedError if the check ended the session
   * @throws UnavailableError if the check is impossible after `sessions.grace`
   */
  async require(
    session: OpenSession,
  ): Promise<{ session: OpenSession; source: RefreshSource }> {
    if (!this.#rules.mayCheck(session)) {
      return this.#useGrace(session);
    }
    const deadline = AbortSignal.timeout(WAIT_LIMIT_MS);
    let result: CheckResult = { kind: 'busy' };
    let current = session;
    const isChecked = ({ row }: OpenSession) =>
      row.checkedAt !== session.row.checkedAt;
    while (result.kind === 'busy' && !deadline.aborted) {
      result = await waitAtMost(this.#check(current), deadline, LATE);
      if (result.kind === 'busy' && !deadline.aborted) {
        await delay(POLL_MS, undefined, { ref: false });
        current = await this.#reload(session);
        if (isChecked(current)) {
          return { session: current, source: 'check' };
        }
      }
    }
    if (result.kind === 'checked') {
      return { session: result.session, source: 'check' };
    }
    // The session can have ended while the request waited.
    current = await this.#reload(session);
    if (isChecked(current)) {
      return { session: current, source: 'check' };
    }
    return this.#useGrace(
      current,
      result.kind === 'failed' ? result.error : undefined,
    );
  }

  /**
   * Returns the session with a new access token.
   *
   * @param isFresh - whether another request, possibly of another instance, has renewed it since then
   * @throws SessionRefusedError if Bitbucket has ended the access
   * @returns `undefined` if Bitbucket returns no new token at the moment, or is unavailable
   */
  async renewTokens(
    session: OpenSession,
    isFresh: (session: OpenSession) => boolean,
  ): Promise<OpenSession | undefined> {
    if (!this.#rules.mayRenew(session)) {
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
        LATE,
      );
      if (result.kind === 'checked') {
        return result.session;
      }
      if (result.kind === 'failed') {
        break;
      }
      await delay(POLL_MS, undefined, { ref: false });
      current = await this.#reload(session);
      if (isFresh(current)) {
        return current;
      }
    }
    // The session can have ended while the request waited.
    await this.#reload(session);
    return undefined;
  }

  #reload(session: OpenSession) {
    const { config, sessions } = this.#options;
    return sessions.reload(session, config);
  }

  #useGrace(
    session: OpenSession,
    error?: unknown,
  ): { session: OpenSession; source: RefreshSource } {
    const { access, background, sessions } = this.#options;
    if (this.#rules.canWait(session)) {
      if (session.row.overdueAt === undefined) {
        background.run('note that a check is overdue', () =>
          sessions.store.markOverdue(session.row),
        );
      }
      return { session, source: 'outage' };
    }
    if (session.content.clientId !== access.clientId) {
      // Only a new sign-in resolves this: the tokens belong to another OAuth consumer.
      throw new SessionRefusedError('expired');
    }
    const wait = (this.#rules.retryAt(session) - sessions.now()) / 1000;
    throw new UnavailableError(
      'The portal cannot check your account at Bitbucket at the moment. It retries automatically.',
      {
        retryAfterSeconds: Math.max(1, Math.ceil(wait)),
        canSignIn:
          access.pausedUntil() === undefined &&
          access.budget.roomAt(access.callsOfSignIn) === undefined,
        cause: error,
      },
    );
  }

  #check(session: OpenSession): Promise<CheckResult> {
    return this.#once('check', session, leased =>
      this.#options.account.run(leased),
    );
  }

  /** Requests of this instance share a running check or renewal. A renewal of tokens is not a check. */
  #once(
    kind: CheckKind,
    session: OpenSession,
    act: (leased: LeasedSession) => Promise<void>,
  ): Promise<CheckResult> {
    const key = `${kind} ${session.row.idHash}`;
    const running = this.#running.get(key);
    if (running) {
      return running;
    }
    const check = this.#run(kind, session, act).finally(() =>
      this.#running.delete(key),
    );
    this.#running.set(key, check);
    // It continues when no request waits for it, and completes before the instance shuts down.
    this.#options.background.run('check a session', async () => {
      await check;
    });
    return check;
  }

  async #run(
    kind: CheckKind,
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
      this.#rules.succeeded(kind, session);
      return { kind: 'checked', session: leased.session };
    } catch (error) {
      if (error instanceof LeaseLostError) {
        return { kind: 'busy' };
      }
      this.#rules.failed(kind, session, error);
      await account.handleFailure(leased, error, {
        kind,
        isOverdue: this.#rules.isOverdue(leased.session),
      });
      return { kind: 'failed', error };
    } finally {
      await leased.release().catch(() => {});
    }
  }
}
