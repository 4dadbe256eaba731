import {
  AuthenticationError,
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type AuthResolverContext,
  type BackstageIdentityResponse,
  type OAuthAuthenticatorResult,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { type ConfiguredResolver } from './readSignInResolvers';
import { MissingIdentifierError, NearMissError } from '../account/identifiers';
import { signInError } from '../model/signInError';
import { waitAtMost } from '../model/waitAtMost';
import {
  type BitbucketProfile,
  describeAccount,
  toProfileInfo,
} from '../account/profile';

/** The user of an account, or the error that the account gets. */
export type Resolution =
  | {
      /** The response for the browser, with a Backstage token. */
      identity: BackstageIdentityResponse;
      /** The resolver that found the user. */
      resolver: string;
    }
  | {
      error: Error;
      resolver: string;
      /**
       * Additional text for the log only, because it can name users that the person who signs in must
       * not learn about.
       */
      note?: string;
    };

/** The catalog, or a resolver of a fork, can hang. The browser repeats its request after 15 seconds. */
const RESOLVE_LIMIT_MS = 10_000;

/** Resolves the user of an account with the configured resolvers. */
export class UserResolver {
  readonly #ctx: AuthResolverContext;
  readonly #resolvers: ConfiguredResolver[];

  constructor(
    resolvers: ConfiguredResolver[],
    ctx: AuthResolverContext,
    private readonly limitMs = RESOLVE_LIMIT_MS,
  ) {
    this.#resolvers = resolvers;
    this.#ctx = ctx;
  }

  /** Whether a resolver sends requests to Bitbucket, and therefore requires a check at every refresh. */
  get needsBitbucket(): boolean {
    return this.#resolvers.some(({ resolve }) => resolve.needsBitbucket);
  }

  /**
   * Tries the resolvers in order, for at most ten seconds. Tries the next one only after a
   * NotFoundError.
   */
  async resolve(
    result: OAuthAuthenticatorResult<BitbucketProfile>,
  ): Promise<Resolution> {
    return waitAtMost(
      this.#resolve(result),
      AbortSignal.timeout(this.limitMs),
      {
        error: explainFault(new Error(`No response within ${this.limitMs} ms`)),
        resolver: this.#names,
      },
    );
  }

  async #resolve(
    result: OAuthAuthenticatorResult<BitbucketProfile>,
  ): Promise<Resolution> {
    const { fullProfile } = result;
    const info = { profile: toProfileInfo(fullProfile), result };
    const missing: string[] = [];
    const notes: string[] = [];
    for (const { name, resolve } of this.#resolvers) {
      try {
        return {
          identity: prepareBackstageIdentityResponse(
            await resolve(info, this.#ctx),
          ),
          resolver: name,
        };
      } catch (error) {
        if (error instanceof MissingIdentifierError) {
          missing.push(error.message);
        }
        if (error instanceof NearMissError) {
          notes.push(error.note);
        }
        if (ConflictError.is(error)) {
          const { message: note } = error as Error;
          return { error: explainConflict(fullProfile), resolver: name, note };
        }
        if (!NotFoundError.is(error)) {
          return { error: explainFailure(error), resolver: name };
        }
      }
    }
    return {
      error: this.#createRefusal(fullProfile, missing),
      resolver: this.#names,
      note: notes.length > 0 ? [...new Set(notes)].join(' ') : undefined,
    };
  }

  get #names(): string {
    return this.#resolvers.map(({ name }) => name).join(', ');
  }

  #createRefusal(profile: BitbucketProfile, missing: string[]): Error {
    const unknown = `Bitbucket knows you as ${describeAccount(
      profile,
    )}, but the catalog of this portal has no user for that account.`;
    const wasLookedFor = missing.length < this.#resolvers.length;
    return new NotFoundError(
      [...(wasLookedFor ? [unknown] : []), ...new Set(missing)].join(' '),
    );
  }
}

/** The note of a resolution, for the log and the audit event. */
export function noteOf({ note }: { note?: string }): { note?: string } {
  return note === undefined ? {} : { note };
}

function explainConflict(profile: BitbucketProfile): Error {
  return new ConflictError(
    `More than one user of the catalog belongs to the Bitbucket account of ${describeAccount(
      profile,
    )}, so the portal cannot identify you.`,
  );
}

/** Errors whose message is for the user. */
const REFUSALS = [
  AuthenticationError,

  NotAllowedError,
  ServiceUnavailableError,
];

/**
 * A plain `Error` rejects the user, as in Backstage's examples: it only has a message. Network and
 * system errors have a code, a cause or their own name.
 */
function isPlainError(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'Error' &&
    error.cause === undefined &&
    !('code' in error)
  );
}

/** Any other error of a resolver is a fault. */
function explainFailure(error: unknown): Error {
  return isPlainError(error) || REFUSALS.some(each => each.is(error))
    ? (error as Error)
    : explainFault(error);
}

/** The message of a fault can name hosts, so the response does not contain it. */
function explainFault(cause: unknown): Error {
  return signInError(
    ServiceUnavailableError,
    'The portal cannot identify you at the moment. If this does not change in a few minutes, ask an administrator of the portal.',
    cause,
  );
}
