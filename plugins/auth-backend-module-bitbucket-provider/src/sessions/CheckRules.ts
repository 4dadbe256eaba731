import { SessionConfig } from '../config/sessionConfig';
import {
  BitbucketAccess,
  BitbucketPausedError,
} from '../oauth/BitbucketAccess';
import { checkThreshold } from '../config/checkThreshold';
import { isOutage, isRateLimit } from '../oauth/classifyFailure';
import { CLOCK_SKEW_MS } from './clockSkew';
import { FailedChecks } from './FailedChecks';
import { isTokenAlive } from './LeasedSession';
import { Pace } from './Pace';
import { OpenSession, Sessions } from './Sessions';

/**
 * Above this share of the hour's requests, checks before a response are not made. Instances know the
 * requests of the others 5 seconds later, so a session that can wait leaves room for what is under way.
 */
const MAX_SHARE = 0.7;
/** The same for a session that may not be used without a check. */
const MAX_SHARE_WITHOUT_GRACE = 0.9;
/** How soon a page may ask again if nothing says when a check is possible. */
const RETRY_MS = 5_000;

/** What is asked of Bitbucket: the account, or only a new access token. */
export type CheckKind = 'check' | 'renewal';

export interface CheckRulesOptions {
  access: BitbucketAccess;
  config: SessionConfig;
  /** Whether each request requires a check, because a resolver calls Bitbucket. */
  needsBitbucket?: boolean;
  sessions: Sessions;
}

/** Decides whether a session must be checked, and whether Bitbucket may be asked about it now. */
export class CheckRules {
  readonly #failed: FailedChecks;
  readonly #options: CheckRulesOptions;
  readonly #pace: Pace;

  constructor(options: CheckRulesOptions) {
    this.#options = options;
    this.#failed = new FailedChecks(options.sessions.now);
    this.#pace = new Pace(options.sessions.now);
  }

  /** Whether a check must come before the response. */
  isRequired(session: OpenSession): boolean {
    return this.#options.needsBitbucket === true || this.isOverdue(session);
  }

  isOverdue({ row }: OpenSession): boolean {
    const { config, sessions } = this.#options;
    const age = sessions.now() - row.checkedAt;
    // A time in the future is of a clock that was wrong. The session would not be checked until then.
    return (
      config.checkWithin === 0 ||
      age >= config.checkWithin ||
      age < -CLOCK_SKEW_MS
    );
  }

  /** Whether the session may be used although a check is required and cannot be made. */
  canWait({ content, row }: OpenSession): boolean {
    const { config, needsBitbucket, sessions } = this.#options;
    const now = sessions.now();
    if (needsBitbucket && !isTokenAlive(content.tokens, now)) {
      return false;
    }
    // Counted from the first time that it was used, because users come back from a long absence together.
    const used = now - (row.overdueAt ?? now);
    return used >= -CLOCK_SKEW_MS && Math.max(0, used) < config.grace;
  }

  /** Whether a check behind the response is due and may begin. Counts it then. */
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

  /** Whether a check before the response may begin. Counts it then. */
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

  /** Whether Bitbucket may be asked for a new access token. */
  mayRenew(session: OpenSession): boolean {
    return (
      !this.#isFutile('renewal', session) &&
      this.#options.access.budget.share < MAX_SHARE_WITHOUT_GRACE
    );
  }

  /** Leaves a session alone for a while, unless the circuit breaker or the budget pauses all checks. */
  failed(kind: CheckKind, session: OpenSession, error: unknown): void {
    const key = keyOf(kind, session);
    if (isOutage(error)) {
      // If it is one of this session only, its page must not get each trial of the circuit breaker.
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

  /** When a page that cannot be answered without a check may ask again, in milliseconds since 1970. */
  retryAt(session: OpenSession): number {
    const { access, sessions } = this.#options;
    const retryAt = Math.max(
      access.pausedUntil() ?? 0,
      this.#failed.retryAt(keyOf('check', session), false) ?? 0,
    );
    return retryAt || (access.budget.roomAt() ?? sessions.now() + RETRY_MS);
  }

  /** Whether it would fail, by what is known before it. */
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
