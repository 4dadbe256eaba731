import {
  AuditorService,
  AuditorServiceCreateEventOptions,
  AuditorServiceEvent,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { OAuthAuthenticatorResult } from '@backstage/plugin-auth-node';
import { JsonObject } from '@backstage/types';
import { ServiceUnavailableError } from '@backstage/errors';
import { setImmediate } from 'node:timers/promises';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { bitbucketAuthenticator } from '../oauth/authenticator';
import { BitbucketProfile } from '../account/profile';
import { rememberSession } from '../rotatedToken';
import { signInError } from '../oauth/signInError';
import { Request } from '../handlers/express';

type Authenticator = typeof bitbucketAuthenticator;
type Result = OAuthAuthenticatorResult<BitbucketProfile>;

/** The id of an event, by what was asked for. */
export type AuditedRequest = 'sign-in' | 'session-refresh' | 'sign-out';

/** An attempt of an account for which no resolver has decided yet. */
interface PendingAttempt {
  eventId: AuditedRequest;
  event: AuditorServiceEvent | undefined;
}

/**
 * Tells the operator of every sign-in and every refresh: each is one event of Backstage's
 * auditor, and a refusal is a line of the log too. The framework tells the browser of a
 * failure, and nobody else.
 *
 * What cannot be recorded ends the attempt, with a ServiceUnavailableError.
 */
export class SignInAudit {
  readonly #logger: LoggerService;
  readonly #auditor: AuditorService | undefined;
  readonly #pending = new WeakMap<BitbucketProfile, PendingAttempt>();
  /** Requests that got to Bitbucket, and with it to an event of their own. */
  readonly #reported = new WeakSet<Request>();

  constructor(logger: LoggerService, auditor?: AuditorService) {
    this.#logger = logger;
    this.#auditor = auditor;
  }

  /** The authenticator, whose results wait for {@link SignInAudit.signedIn} or {@link SignInAudit.refused}. */
  watch(authenticator: Authenticator): Authenticator {
    return {
      ...authenticator,
      authenticate: (input, ctx) =>
        this.#report('sign-in', input.req, () =>
          authenticator.authenticate(input, ctx),
        ),
      refresh: (input, ctx) =>
        this.#report('session-refresh', input.req, () =>
          authenticator.refresh(input, ctx),
        ),
    };
  }

  /** A resolver found the user. */
  async signedIn(
    profile: BitbucketProfile,
    resolver: string,
    userEntityRef: string,
  ) {
    await this.#pending
      .get(profile)
      ?.event?.success({
        meta: { uuid: profile.uuid, userEntityRef, resolver },
      })
      .catch(explainAuditError);
  }

  /** No resolver found a user, or one refused the account. */
  async refused(profile: BitbucketProfile, resolver: string, error: Error) {
    const { uuid } = profile;
    const { eventId = 'sign-in', event } = this.#pending.get(profile) ?? {};
    const userEntityRef =
      error instanceof AccountRefusedError ? error.userEntityRef : undefined;
    this.#warn(eventId, 'refused', error, {
      reason: error.name,
      resolver,
      uuid,
    });
    await endInFailure(event, error, {
      uuid,
      ...(userEntityRef && { userEntityRef }),
      resolver,
    });
  }

  /** A request that did not even get to Bitbucket; of one that did, it is told already. */
  async refusedRequest(eventId: AuditedRequest, req: Request, error: Error) {
    if (this.#reported.has(req)) {
      return;
    }
    this.#warn(eventId, 'refused', error, { reason: error.name });
    await endInFailure(await this.#createEvent(eventId, req), error);
  }

  async #report(
    eventId: AuditedRequest,
    req: Request,
    run: () => Promise<Result>,
  ): Promise<Result> {
    this.#reported.add(req);
    // Created while Bitbucket has the question.
    const running = run();
    const creating = setImmediate().then(() => this.#createEvent(eventId, req));
    creating.catch(() => {});
    let result: Result;
    try {
      result = await running;
    } catch (error) {
      await this.#failed(eventId, error as Error, await creating);
      throw error;
    }
    try {
      const event = await creating;
      this.#pending.set(result.fullProfile, { eventId, event });
      return result;
    } catch (error) {
      rememberSession(error, result.session);
      throw error;
    }
  }

  async #failed(
    eventId: AuditedRequest,
    error: Error,
    event: AuditorServiceEvent | undefined,
  ) {
    const isRefusal = error instanceof AccountRefusedError;
    const account = isRefusal ? { uuid: error.profile.uuid } : {};
    this.#warn(eventId, isRefusal ? 'refused' : 'failed', error, account);
    await endInFailure(event, error, account);
  }

  #warn(
    eventId: AuditedRequest,
    outcome: 'refused' | 'failed',
    error: Error,
    meta: JsonObject,
  ) {
    this.#logger.warn(
      `Bitbucket ${eventId} ${outcome}: ${reasonOf(error)}`,
      meta,
    );
  }

  async #createEvent(eventId: AuditedRequest, request: Request) {
    return this.#auditor
      ?.createEvent({
        eventId,
        severityLevel: 'medium',
        // The same class of Express, from another copy of its types.
        request: request as AuditorServiceCreateEventOptions['request'],
        meta: { provider: 'bitbucket' },
      })
      .catch(explainAuditError);
  }
}

async function endInFailure(
  event: AuditorServiceEvent | undefined,
  error: Error,
  meta: JsonObject = {},
) {
  await event
    ?.fail({ error, meta: { ...meta, reason: reasonOf(error) } })
    .catch(explainAuditError);
}

function explainAuditError(error: unknown): never {
  throw signInError(
    ServiceUnavailableError,
    'This portal cannot record sign-ins at the moment, and lets nobody in without. Try again in a minute.',
    error,
  );
}

/** What the person reads, and what was the matter in brackets. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
