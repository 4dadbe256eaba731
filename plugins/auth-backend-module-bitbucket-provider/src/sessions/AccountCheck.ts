import { type LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { type BitbucketProfile } from '../account/profile';
import { type AuditLog } from '../audit/AuditLog';
import { type Metrics } from '../audit/Metrics';
import { type EndBrake } from '../budget/EndBrake';
import {
  type BitbucketAccess,
  BitbucketPausedError,
} from '../oauth/BitbucketAccess';
import { checkSignInPolicy, type SignInPolicy } from '../policy/signInPolicy';
import {
  isOperatorMistake,
  isTokenRejected,
  isUnauthorized,
  TokenRejectedError,
} from '../oauth/classifyFailure';
import { type CheckKind } from './CheckRules';
import { CHECK_LIMIT_MS, type LeasedSession } from './LeasedSession';
import { type EndReason, type SessionRow } from '../model/SessionRow';
import { SessionRefusedError } from './SessionRefusedError';
import { type OpenSession, type Sessions } from './Sessions';

/** How long before its expiry an access token is renewed. */
const EXPIRY_MARGIN_MS = 60_000;

export interface AccountCheckOptions {
  access: BitbucketAccess;
  audit: AuditLog;
  brake: EndBrake;
  logger: LoggerService;
  metrics: Metrics;
  policy: SignInPolicy;
  sessions: Sessions;
}

/** Checks at Bitbucket whether the account of a session is still permitted to use the portal. */
export class AccountCheck {
  readonly #options: AccountCheckOptions;

  constructor(options: AccountCheckOptions) {
    this.#options = options;
  }

  /** Requests the account, and new tokens if the access token has expired. */
  async run(leased: LeasedSession): Promise<void> {
    const { access, brake, policy, sessions } = this.#options;
    const signal = AbortSignal.timeout(CHECK_LIMIT_MS);
    const former = leased.session.content.account;
    if (this.#isExpired(leased.session)) {
      await this.renewTokens(leased);
    }
    // Saving the tokens can take longer.
    signal.throwIfAborted();
    const read = () =>
      access.readProfile(
        leased.session.content.tokens.accessToken,
        { signal },
        former,
      );
    const account = await read().catch(async error => {
      if (!isUnauthorized(error)) {
        throw error;
      }
      // An access token can be invalid for reasons other than the account.
      await this.renewTokens(leased);
      return read().catch(again => {
        throw isUnauthorized(again) ? new TokenRejectedError() : again;
      });
    });
    if (account.uuid !== former.uuid) {
      throw new Error('Bitbucket returned another account for the session.');
    }
    checkSignInPolicy(policy, account);
    await leased.save({
      ...leased.session.content,
      account,
      checkedAt: sessions.now(),
    });
    brake.checked();
    await this.#reportCheck(leased.session, former);
  }

  /** Records changes of the account. An unchanged account is only counted. */
  async #reportCheck({ content, row }: OpenSession, former: BitbucketProfile) {
    const { audit, metrics } = this.#options;
    const isChanged =
      JSON.stringify(content.account) !== JSON.stringify(former);
    metrics.check(row.environment, isChanged ? 'changed' : 'unchanged');
    if (isChanged) {
      await audit.succeeded({ eventId: 'session-check', meta: describe(row) });
    }
  }

  #isExpired({ content }: OpenSession): boolean {
    const { accessTokenExpiresAt } = content.tokens;
    return (
      accessTokenExpiresAt !== undefined &&
      this.#options.sessions.now() > accessTokenExpiresAt - EXPIRY_MARGIN_MS
    );
  }

  /** Replaces the tokens of the session by new ones. */
  async renewTokens(leased: LeasedSession): Promise<void> {
    const { access, sessions } = this.#options;
    const { refreshToken } = leased.session.content.tokens;
    if (refreshToken === undefined) {
      throw new Error('Bitbucket returned no refresh token for this session.');
    }
    const tokens = await access.refresh(refreshToken, {
      signal: AbortSignal.timeout(CHECK_LIMIT_MS),
    });
    await leased.saveTokens(tokens, sessions.now());
  }

  /**
   * Reports a failure. Ends the session if the failure means that the account is not permitted to use
   * the portal.
   *
   * @param what - `kind`: the type of request that failed. `isOverdue`: whether the session cannot be
   * used without a check
   * @throws SessionRefusedError if the failure ends the session
   */
  async handleFailure(
    leased: LeasedSession,
    error: unknown,
    what: { kind: CheckKind; isOverdue: boolean },
  ): Promise<void> {
    const { access, audit, brake, logger, metrics } = this.#options;
    const { session } = leased;
    const reason = readEnd(error, session.content.clientId, access.clientId);
    if (reason) {
      brake.checked();
      const mayEnd = brake.mayEnd();
      brake.ended();
      if (mayEnd || what.isOverdue) {
        await this.#end(leased, reason, error);
      }
    }
    if (what.kind === 'check') {
      metrics.check(session.row.environment, 'failed');
    }
    if (error instanceof BitbucketPausedError) {
      // The circuit breaker has reported the reason.
      return;
    }
    if (isOperatorMistake(error)) {
      logger.error(
        'Bitbucket rejects the OAuth consumer of this portal, so no session can be checked. Check its key, its secret and its permissions.',
      );
    }
    await audit.failed(
      {
        eventId: what.kind === 'check' ? 'session-check' : 'access-token',
        meta: describe(session.row),
      },
      toError(error),
    );
  }

  async #end(leased: LeasedSession, reason: EndReason, error: unknown) {
    const { audit, metrics } = this.#options;
    const { row } = leased.session;
    const isNew = await leased.end({ reason, by: 'check' });
    if (!isNew) {
      return;
    }
    metrics.check(row.environment, 'ended');
    metrics.ended(row.environment, reason);
    await audit.sessionEnded(row, { reason, by: 'check' });
    throw new SessionRefusedError(reason, {
      row,
      detail: error instanceof AccountRefusedError ? error.message : undefined,
    });
  }
}

function describe({ publicId, accountUuid, userEntityRef }: SessionRow) {
  return { session: publicId, uuid: accountUuid, userEntityRef };
}

/** Returns why a failure ends the session, or `undefined` if it does not: rule 5 of the design. */
function readEnd(
  error: unknown,
  clientIdOfSession: string,
  clientId: string,
): EndReason | undefined {
  if (error instanceof AccountRefusedError) {
    return error.reason;
  }
  // Another OAuth consumer rejects the tokens, which proves nothing about the account.
  return isTokenRejected(error) && clientIdOfSession === clientId
    ? 'token_rejected'
    : undefined;
}
