import { BITBUCKET_CLOUD_BASE_URL } from './baseUrl';
import { BitbucketCloudError } from './BitbucketCloudError';
import { type JsonResponse, parseBody, requestJson } from './requestJson';
import { readRetryAfter } from './retryAfter';
import { tokenErrorSchema, tokenSchema } from './schemas';

/**
 * Options of {@link BitbucketOAuthClient}.
 *
 * @public
 */
export interface BitbucketOAuthClientOptions {
  /** The key of the OAuth consumer. */
  clientId: string;
  /** The secret of the OAuth consumer. */
  clientSecret: string;
  /** Default `https://bitbucket.org`; no trailing slash. */
  baseUrl?: string;
  /** Milliseconds until a response must be complete; default 10,000. */
  timeoutMs?: number;
  /**
   * Called once for each HTTP request, as soon as a connection has accepted it: each page of a listing,
   * each retry, each token. Not called if no connection is made. Must not throw.
   */
  onRequest?: () => void;
}

/**
 * The response of Bitbucket's token endpoint.
 *
 * @public
 */
export interface BitbucketTokenSet {
  /** For the `Authorization: Bearer` header; up to 2,500 characters and more. */
  accessToken: string;
  /** Lifetime of the access token, in seconds. */
  expiresInSeconds?: number;
  /** Replaces the refresh token that was sent: Bitbucket can rotate it at every use. */
  refreshToken?: string;
  /** Granted scopes, separated by spaces. */
  scope: string;
}

/**
 * An OAuth 2.0 client for one consumer of Bitbucket Cloud.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#oauth-2-0
 *
 * @public
 */
export class BitbucketOAuthClient {
  readonly #clientId: string;
  readonly #authorization: string;
  readonly #endpoint: string;
  readonly #timeoutMs: number;
  readonly #onRequest?: () => void;

  constructor(options: BitbucketOAuthClientOptions) {
    const { clientId, clientSecret } = options;
    this.#clientId = clientId;
    this.#authorization = `Basic ${Buffer.from(
      `${clientId}:${clientSecret}`,
    ).toString('base64')}`;
    this.#endpoint = `${
      options.baseUrl ?? BITBUCKET_CLOUD_BASE_URL
    }/site/oauth2`;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#onRequest = options.onRequest;
  }

  /**
   * Returns the URL at which a user signs in and consents (RFC 6749, section 4.1.1).
   *
   * @param options - `redirectUri` must be the callback registered with the consumer, or extend it
   */
  getAuthorizeUrl(options: {
    redirectUri: string;
    state: string;
    scope: string;
  }): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.#clientId,
      redirect_uri: options.redirectUri,
      scope: options.scope,
      state: options.state,
    });
    return `${this.#endpoint}/authorize?${query}`;
  }

  /**
   * Exchanges an authorization code (RFC 6749, section 4.1.3).
   *
   * @throws BitbucketCloudError, with code `invalid_grant` for a code that is used, expired or belongs
   * to another consumer
   */
  async exchangeCode(options: {
    code: string;
    redirectUri: string;
  }): Promise<BitbucketTokenSet> {
    return this.#requestToken({
      grant_type: 'authorization_code',
      code: options.code,
      redirect_uri: options.redirectUri,
    });
  }

  /**
   * Gets a new access token (RFC 6749, section 6).
   *
   * It sends no scope, which would narrow the new token to that scope at Bitbucket.
   *
   * @param options - `signal` aborts the call, with the reason of the signal
   * @throws BitbucketCloudError, with code `invalid_request` or `invalid_grant` for an invalid refresh
   * token
   */
  async refresh(
    refreshToken: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<BitbucketTokenSet> {
    return this.#requestToken(
      { grant_type: 'refresh_token', refresh_token: refreshToken },
      options.signal,
    );
  }

  /**
   * Gets an access token for the consumer itself, which acts for the workspace in which it is registered
   * (RFC 6749, section 4.4).
   *
   * @param options - `signal` aborts the call, with the reason of the signal
   * @throws BitbucketCloudError, with code `unauthorized_client` if Bitbucket does not accept the key
   * and the secret
   */
  async requestClientCredentialsToken(
    options: { signal?: AbortSignal } = {},
  ): Promise<BitbucketTokenSet> {
    return this.#requestToken(
      { grant_type: 'client_credentials' },
      options.signal,
    );
  }

  async #requestToken(
    form: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<BitbucketTokenSet> {
    const what = 'an access token';
    const response = await requestJson(`${this.#endpoint}/access_token`, {
      what,
      timeoutMs: this.#timeoutMs,
      authorization: this.#authorization,
      form,
      signal,
      onRequest: this.#onRequest,
    });

    if (response.status !== 200) {
      const error = readTokenError(response);
      throw new BitbucketCloudError(
        `Bitbucket refused the request for ${what}: ${
          error ?? `status ${response.status}`
        }`,
        {
          code: error ?? 'http',
          status: response.status,
          retryAfterMs: readRetryAfter(response.retryAfter),
          isFromBitbucket: error !== undefined,
        },
      );
    }

    const token = parseBody(tokenSchema, response, what);
    return {
      accessToken: token.access_token,
      expiresInSeconds: token.expires_in ?? undefined,
      refreshToken: token.refresh_token ?? undefined,
      scope: token.scope ?? token.scopes ?? '',
    };
  }
}

/**
 * The `error` of the token endpoint (RFC 6749, section 5.2). A proxy's 407, a rate limit and a server
 * error do not concern a code or a token, whatever their body contains.
 *
 * It omits the description on purpose, because a server may quote the code in it.
 */
function readTokenError({ status, body }: JsonResponse): string | undefined {
  if (status < 400 || status >= 500 || status === 407 || status === 429) {
    return undefined;
  }
  return tokenErrorSchema.safeParse(body).data?.error;
}
