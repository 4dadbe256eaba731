import { type SessionConfig } from '../config/sessionConfig';
import {
  type BitbucketAccess,
  BitbucketPausedError,
} from '../oauth/BitbucketAccess';
import { checkThreshold } from '../config/checkThreshold';
import { isOutage, isRateLimit } from '../oauth/classifyFailure';
import { CLOCK_SKEW_MS } from './clockSkew';
import { FailedChecks } from './FailedChecks';
import { isTokenAlive } from './LeasedSession';
import { Pace } from './Pace';
import { type OpenSession, type Sessions } from './Sessions';

/**
 * Above this share of the hourly requests, the portal makes no checks before a response. Instances know
 * each other's requests after 5 seconds, so sessions that can wait leave room for pending requests.
 */
const MAX_SHARE = 0.7;
/** The same for a session that cannot be used without a check. */
const MAX_SHARE_WITHOUT_GRACE = 0.9;
/** When a page can ask again if the time of the next check is unknown. */
const RETRY_MS = 5_000;

/** The type of request to Bitbucket: the account, or only a new access token. */
export type CheckKind = 'check' | 'renewal';

export interface CheckRulesOptions {
  access: BitbucketAccess;
  config: SessionConfig;
  /** Whether each request requires a check, because a resolver sends requests to Bitbucket. */
  needsBitbucket?: boolean;
  sessions: Sessions;
}

/** Decides whether a session must be checked, and whether the portal can send the requests now. */
export class CheckRules {
  readonly #failed: FailedChecks;
  readonly #options: CheckRulesOptions;
  readonly #pace: Pace;

  constructor(options: CheckRulesOptions) {
    this.#options = options;
    this.#failed = new FailedChecks(options.sessions.now);
    this.#pace = new Pace(options.sessions.now);
  }

  /** Returns whether a check must complete before the response. */
  isRequired(session: OpenSession): boolean {
    return this.#options.needsBitbucket === true || this.isOverdue(session);
  }

  isOverdue({ row }: OpenSession): boolean {
    const { config, sessions } = this.#options;
    const age = sessions.now() - row.checkedAt;
    // A time in the future comes from a wrong clock. The session would not be checked until then.
    return (
      config.checkWithin === 0 ||
      age >= config.checkWithin ||
      age < -CLOCK_SKEW_MS
    );
  }

  /** Returns whether the session can be used although a required check is impossible. */
  canWait({ content, row }: OpenSession): boolean {
    const { config, needsBitbucket, sessions } = this.#options;
    const now = sessions.now();
    if (needsBitbucket && !isTokenAlive(content.tokens, now)) {
      return false;
    }
    // Counted from the first use, because users return from a long absence at the same time.
    const used = now - (row.overdueAt ?? now);
    return used >= -CLOCK_SKEW_MS && Math.max(0, used) < config.grace;
  }

  /** Returns whether a check after the response is due and can begin. If so, counts it. */
  mayBegin(session: OpenSession): boolean {
    const { access, config, sessions } = this.#options;
    const { share } = access.budget;
    const { checkedAt, idHash } = session.row;
    return (
      sessions.now() - checkedAt >= checkThreshold(config, share, idHash) &&
      !this.#isFutile('check', session) &&
      this.#pace.take(share)
    );
  }

  /** Returns whether a check before the response can begin. If so, counts it. */
  mayCheck(session: OpenSession): boolean {
    const { access, config, needsBitbucket } = this.#options;
    const { share } = access.budget;
    if (this.#isFutile('check', session)) {
      return false;
    }
    if (!this.canWait(session)) {
      return share < MAX_SHARE_WITHOUT_GRACE;
    }
    const isEachTime = needsBitbucket || config.checkWithin === 0;
    return share < MAX_SHARE && (isEachTime || this.#pace.take(share));
  }

  /** Returns whether the portal can request a new access token. */
  mayRenew(session: OpenSession): boolean {
    return (
      !this.#isFutile('renewal', session) &&
      this.#options.access.budget.share < MAX_SHARE_WITHOUT_GRACE
    );
  }

  /**
   * Pauses the checks of a session for a while, unless the circuit breaker or the budget pauses all
   * checks.
   */
  failed(kind: CheckKind, session: OpenSession, error: unknown): void {
    const key = keyOf(kind, session);
    if (isOutage(error)) {
      // If the outage only affects this session, its page must not use each trial of the circuit
      // breaker.
      this.#failed.addOutage(key);
    } else if (
      !isRateLimit(error) &&
      !(error instanceof BitbucketPausedError)
    ) {
      this.#failed.add(key);
    }
  }

  succeeded(kind: CheckKind, session: OpenSession): void {
    this.#failed.clear(keyOf(kind, session));
  }

  /** When a page that requires a check can ask again, in milliseconds since the Unix epoch. */
  retryAt(session: OpenSession): number {
    const { access, sessions } = this.#options;
    const retryAt = Math.max(
      access.pausedUntil() ?? 0,
      this.#failed.retryAt(keyOf('check', session), false) ?? 0,
    );
    return retryAt || (access.budget.roomAt() ?? sessions.now() + RETRY_MS);
  }

  /** Returns whether the check would fail, based on what is known in advance. */
  #isFutile(kind: CheckKind, session: OpenSession): boolean {
    const { access } = this.#options;
    const canWait = !this.isRequired(session) || this.canWait(session);
    return (
      // The tokens belong to another OAuth consumer.
      session.content.clientId !== access.clientId ||
      access.pausedUntil() !== undefined ||
      this.#failed.retryAt(keyOf(kind, session), canWait) !== undefined
    );
  }
}

function keyOf(kind: CheckKind, { row }: OpenSession): string {
  return `${kind} ${row.idHash}`;
}
