import {
  type BitbucketAccount,
  BitbucketCloudClient,
  BitbucketCloudError,
  type BitbucketEmail,
  BitbucketOAuthClient,
  type BitbucketTokenSet,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotAllowedError } from '@backstage/errors';
import { type BitbucketProfile, createProfile } from '../account/profile';
import { type CallBudget } from '../budget/CallBudget';
import { type CircuitBreaker } from '../budget/CircuitBreaker';
import { type BitbucketProviderConfig } from '../config/providerConfig';
import { isOperatorMistake, isOutage, isRateLimit } from './classifyFailure';
import { signInError } from '../model/signInError';

/**
 * The portal sends no request to Bitbucket, because its last responses failed and it needs time to
 * recover.
 */
export class BitbucketPausedError extends Error {}

export interface BitbucketAccessOptions {
  config: BitbucketProviderConfig;
  /** The `redirect_uri` of requests to Bitbucket. */
  callbackUrl: string;
  budget: CallBudget;
  breakers: { oauth: CircuitBreaker; api: CircuitBreaker };
  /** Called for each request. */
  onRequest?: () => void;
}

/** Options of a request. */
export interface AskOptions {
  /** Sends the request although the circuit breaker is open, for a user who waits at the sign-in. */
  always?: boolean;
  signal?: AbortSignal;
}

/** All requests to Bitbucket of one auth environment, counted in the budget of its OAuth consumer. */
export class BitbucketAccess {
  readonly budget: CallBudget;
  /** Requests of a sign-in, if all listings have one page. */
  readonly callsOfSignIn: number;
  readonly clientId: string;
  readonly #api: BitbucketCloudClient;
  readonly #breakers: BitbucketAccessOptions['breakers'];
  readonly #callbackUrl: string;
  readonly #emailRequired: boolean;
  readonly #oauth: BitbucketOAuthClient;
  readonly #readsWorkspaces: boolean;

  constructor(options: BitbucketAccessOptions) {
    const { config, budget } = options;
    const { clientId, clientSecret, baseUrl, apiBaseUrl, timeoutMs } = config;
    const onRequest = () => {
      budget.count();
      options.onRequest?.();
    };
    this.budget = budget;
    this.clientId = clientId;
    this.#breakers = options.breakers;
    this.#callbackUrl = options.callbackUrl;
    this.#emailRequired = config.emailRequired;
    this.#readsWorkspaces = config.policy.allowedWorkspaces !== undefined;
    this.callsOfSignIn = this.#readsWorkspaces ? 4 : 3;
    this.#oauth = new BitbucketOAuthClient({
      clientId,
      clientSecret,
      baseUrl,
      timeoutMs,
      onRequest,
    });
    this.#api = new BitbucketCloudClient({ apiBaseUrl, timeoutMs, onRequest });
  }

  /** Returns the URL of the page where users sign in and consent. */
  getAuthorizeUrl(options: { state: string; scope: string }): string {
    return this.#oauth.getAuthorizeUrl({
      redirectUri: this.#callbackUrl,
      ...options,
    });
  }

  /**
   * When checks can send requests to Bitbucket again, in milliseconds since the Unix epoch; `undefined`
   * if they can now.
   */
  pausedUntil(): number | undefined {
    return this.#breakers.oauth.retryAt() ?? this.#breakers.api.retryAt();
  }

  async exchangeCode(code: string): Promise<BitbucketTokenSet> {
    return this.#ask('oauth', { always: true }, () =>
      this.#oauth.exchangeCode({ code, redirectUri: this.#callbackUrl }),
    );
  }

  async refresh(
    refreshToken: string,
    options: AskOptions,
  ): Promise<BitbucketTokenSet> {
    return this.#ask('oauth', options, () =>
      this.#oauth.refresh(refreshToken, options),
    );
  }

  /**
   * Reads the account, its workspaces if the policy requires them, and its email addresses.
   *
   * @param former - the profile of an earlier read. Its addresses are kept if no resolver needs them.
   */
  async readProfile(
    accessToken: string,
    options: AskOptions,
    former?: BitbucketProfile,
  ): Promise<BitbucketProfile> {
    const failure = new AbortController();
    const signal = AbortSignal.any(
      [failure.signal, options.signal].filter(each => each !== undefined),
    );
    const keepsEmails = former !== undefined && !this.#emailRequired;
    return this.#ask('api', options, async () => {
      try {
        const reading = this.#api.getCurrentUser(accessToken, { signal });
        const [account, emails, workspaces] = await Promise.all([
          reading,
          keepsEmails
            ? former.emails
            : this.#listEmails(accessToken, reading, signal),
          this.#readsWorkspaces
            ? this.#api.listCurrentUserWorkspaces(accessToken, { signal })
            : undefined,
        ]);
        return createProfile(account, emails, workspaces);
      } catch (error) {
        // The other requests are no longer needed.
        failure.abort();
        throw error;
      }
    });
  }

  /** A consumer that is not permitted to read addresses still signs in users by their account. */
  async #listEmails(
    accessToken: string,
    account: Promise<BitbucketAccount>,
    signal: AbortSignal,
  ): Promise<BitbucketEmail[]> {
    try {
      return await this.#api.listCurrentUserEmails(accessToken, { signal });
    } catch (error) {
      if (!(error instanceof BitbucketCloudError) || error.status !== 403) {
        throw error;
      }
      if (this.#emailRequired) {
        // If the consumer cannot even read the account, the user receives that error.
        await account;
        throw signInError(
          NotAllowedError,
          'This portal identifies users by email, but its OAuth consumer is not permitted to read yours. An administrator must enable Account: Email for the OAuth consumer at Bitbucket (Workspace settings, OAuth clients).',
          error,
        );
      }
      return [];
    }
  }

  async #ask<T>(
    host: 'oauth' | 'api',
    { always }: AskOptions,
    call: () => Promise<T>,
  ): Promise<T> {
    const breaker = this.#breakers[host];
    if (!always && !breaker.tryAcquire()) {
      throw new BitbucketPausedError();
    }
    try {
      const result = await call();
      breaker.succeeded();
      this.budget.succeeded();
      return result;
    } catch (error) {
      if (isRateLimit(error)) {
        this.budget.limited(error.retryAfterMs);
      } else if (isOutage(error) || (isOperatorMistake(error) && !always)) {
        // No session can be checked until this is resolved. A sign-in only counts as a failure in case
        // of an outage, because every client can send a code of another OAuth consumer.
        breaker.failed();
      } else if (isOperatorMistake(error)) {
        this.budget.succeeded();
      } else {
        // Bitbucket responded. A response about one account does not concern other accounts.
        breaker.succeeded();
        this.budget.succeeded();
      }
      throw error;
    }
  }
}
