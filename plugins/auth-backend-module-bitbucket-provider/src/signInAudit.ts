import {
  AuditorService,
  AuditorServiceCreateEventOptions,
  AuditorServiceEvent,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  BackstageSignInResult,
  OAuthAuthenticatorResult,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { setImmediate } from 'node:timers/promises';
import { AccountRefusedError } from './AccountRefusedError';
import { bitbucketAuthenticator } from './authenticator';
import { BitbucketProfile } from './profile';
import { signInError } from './signInError';

type Authenticator = typeof bitbucketAuthenticator;
type Request = Parameters<Authenticator['authenticate']>[0]['req'];
type Result = OAuthAuthenticatorResult<BitbucketProfile>;

/** The id of an event, by what was asked for. */
export type AuditedRequest = 'sign-in' | 'session-refresh' | 'sign-out';

/**
 * Tells the operator of every sign-in and every refresh: each is one event of Backstage's
 * auditor, and a refusal is a line of the log too. The framework tells the browser of a
 * failure, and nobody else.
 */
export class SignInAudit {
  readonly #logger: LoggerService;
  readonly #auditor: AuditorService | undefined;
  /** Events of accounts for which no resolver has decided yet. */
  readonly #pending = new WeakMap<BitbucketProfile, AuditorServiceEvent>();
  /** Requests that got to Bitbucket, and with it to an event of their own. */
  readonly #watched = new WeakSet<Request>();

  constructor(logger: LoggerService, auditor?: AuditorService) {
    this.#logger = logger;
    this.#auditor = auditor;
  }

  /** The authenticator, whose results wait for {@link SignInAudit.signedIn} or {@link SignInAudit.refused}. */
  watch(authenticator: Authenticator): Authenticator {
    return {
      ...authenticator,
      authenticate: (input, ctx) =>
        this.#watch('sign-in', input.req, () =>
          authenticator.authenticate(input, ctx),
        ),
      refresh: (input, ctx) =>
        this.#watch('session-refresh', input.req, () =>
          authenticator.refresh(input, ctx),
        ),
    };
  }

  /** A resolver found the user. */
  async signedIn(
    profile: BitbucketProfile,
    resolver: string,
    result: BackstageSignInResult,
  ) {
    const { userEntityRef } = prepareBackstageIdentityResponse(result).identity;
    await this.#pending
      .get(profile)
      ?.success({ meta: { uuid: profile.uuid, userEntityRef, resolver } })
      .catch(explainAuditError);
  }

  /** No resolver found a user, or one refused the account. */
  async refused(profile: BitbucketProfile, resolver: string, error: Error) {
    const { uuid } = profile;
    const reason = reasonOf(error);
    const ref =
      error instanceof AccountRefusedError ? error.userEntityRef : undefined;
    this.#logger.warn(`Bitbucket sign-in refused: ${reason}`, {
      reason: error.name,
      resolver,
      uuid,
    });
    await this.#pending.get(profile)?.fail({
      error,
      meta: {
        uuid,
        ...(ref && { userEntityRef: ref }),
        resolver,
        reason,
      },
    });
  }

  /** A request that did not even get to Bitbucket; of one that did, it is told already. */
  async refusedRequest(eventId: AuditedRequest, req: Request, error: Error) {
    if (this.#watched.has(req)) {
      return;
    }
    this.#logger.warn(`Bitbucket ${eventId} refused: ${error.message}`, {
      reason: error.name,
    });
    const event = await this.#createEvent(eventId, req);
    await event?.fail({ error, meta: { reason: error.message } });
  }

  async #watch(
    eventId: AuditedRequest,
    req: Request,
    run: () => Promise<Result>,
  ): Promise<Result> {
    this.#watched.add(req);
    // Created while Bitbucket has the question. An event that cannot be created ends the attempt.
    const running = run();
    const creating = setImmediate().then(() => this.#createEvent(eventId, req));
    try {
      const [event, result] = await Promise.all([creating, running]);
      if (event) {
        this.#pending.set(result.fullProfile, event);
      }
      return result;
    } catch (error) {
      const reason = reasonOf(error as Error);
      const account =
        error instanceof AccountRefusedError
          ? { uuid: error.profile.uuid }
          : undefined;
      this.#logger.warn(`Bitbucket ${eventId} failed: ${reason}`, account);
      const event = await creating;
      await event?.fail({
        error: error as Error,
        meta: { ...account, reason },
      });
      throw error;
    }
  }

  /** @throws ServiceUnavailableError where no event can be created, which ends the attempt */
  async #createEvent(eventId: AuditedRequest, request: Request) {
    const { ip, method, originalUrl } = request;
    const event: AuditorServiceCreateEventOptions = {
      eventId,
      severityLevel: 'medium',
      meta: { provider: 'bitbucket' },
    };
    try {
      return await this.#auditor?.createEvent({
        ...event,
        // The same class of Express, from another copy of its types.
        request: request as AuditorServiceCreateEventOptions['request'],
      });
    } catch {
      // The auditor reads the header `Authorization`, which is nothing to a sign-in, and stumbles
      // over one that is worth nothing.
      return this.#auditor
        ?.createEvent({
          ...event,
          meta: { ...event.meta, ip: ip ?? null, method, url: originalUrl },
        })
        .catch(explainAuditError);
    }
  }
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
