import {
  type BackstageUserPrincipal,
  type HttpAuthService,
} from '@backstage/backend-plugin-api';
import { CustomErrorBase } from '@backstage/errors';
import { type RequestHandler } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { type BitbucketCloudError } from '../BitbucketCloudError';
import { type BitbucketPace } from '../workspaceClientOptions';
import {
  BudgetUsedUpError,
  countCalls,
  RateBudget,
  type RateBudgetOptions,
} from './RateBudget';

/** Above this part of the hour, the calls of each user are limited. */
const COMMON_PART = 0.5;
/** The calls of one user, if the common part is used up. */
const USER_PART = 0.1;

/**
 * A user has caused their part of the calls of the last hour. Not sent to Bitbucket.
 *
 * @public
 */
export class UserCallsUsedUpError extends CustomErrorBase {
  /** The same in every copy of this package. */
  name = 'UserCallsUsedUpError' as const;

  /** Milliseconds until the next call can be sent. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(
      'Your requests have used many of the calls that the portal can send to Bitbucket in an hour. The rest is for other users.',
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The user whose request runs now.
 *
 * @public
 */
export class RequestUser {
  readonly #storage = new AsyncLocalStorage<string>();

  /** The reference of the user, or undefined in work that no user has requested. */
  get userEntityRef(): string | undefined {
    return this.#storage.getStore();
  }

  /**
   * Does some work for a user.
   *
   * @param userEntityRef - of the user who sent the request
   */
  run<T>(userEntityRef: string, work: () => T): T {
    return this.#storage.run(userEntityRef, work);
  }

  /** Creates a handler that does the rest of each request of a user for this user. */
  createHandler(httpAuth: HttpAuthService): RequestHandler {
    return (req, _res, next) => {
      httpAuth
        .credentials(req, { allow: ['user', 'service', 'none'] })
        .then(({ principal }) => {
          const { userEntityRef } = principal as BackstageUserPrincipal;
          if (userEntityRef === undefined) {
            next();
          } else {
            this.run(userEntityRef, next);
          }
        })
        .catch(next);
    };
  }
}

/**
 * A {@link RateBudget} of which one user cannot take everything. If half of the calls of the hour are used, the
 * requests of a user who has caused a tenth of the limit fail. The calls are counted for all instances.
 *
 * @public
 */
export class UserCalls implements BitbucketPace {
  readonly #all: RateBudget;

  /** @param options - of the budget of all users; calls above it fail */
  constructor(
    private readonly options: RateBudgetOptions & { user: RequestUser },
  ) {
    this.#all = new RateBudget({ ...options, whenUsedUp: 'fail' });
  }

  /**
   * {@inheritDoc BitbucketPace.beforeCall}
   *
   * @throws UserCallsUsedUpError if the user cannot cause more calls for now
   */
  async beforeCall(signal?: AbortSignal): Promise<void> {
    const user = this.options.user.userEntityRef;
    if (user !== undefined) {
      await this.#countFor(user, signal);
    }
    await this.#all.beforeCall(signal);
  }

  /** {@inheritDoc BitbucketPace.limited} */
  limited(error: BitbucketCloudError, signal?: AbortSignal): Promise<void> {
    return this.#all.limited(error, signal);
  }

  async #countFor(user: string, signal?: AbortSignal): Promise<void> {
    const { clock, key, knex, limit } = this.options;
    const used = await countCalls(knex, key, clock?.now());
    if (used >= limit) {
      // The budget of all users has the better error.
      return;
    }
    const own = new RateBudget({
      ...this.options,
      key: keyOf(key, user),
      limit:
        used < limit * COMMON_PART
          ? limit
          : Math.max(1, Math.floor(limit * USER_PART)),
      whenUsedUp: 'fail',
    });
    try {
      await own.beforeCall(signal);
    } catch (error) {
      throw error instanceof BudgetUsedUpError
        ? new UserCallsUsedUpError(error.retryAfterMs)
        : error;
    }
  }
}

/** As long as the keys of budgets. */
function keyOf(key: string, user: string): string {
  return createHash('sha256')
    .update(`${key} ${user}`)
    .digest('hex')
    .slice(0, 32);
}
