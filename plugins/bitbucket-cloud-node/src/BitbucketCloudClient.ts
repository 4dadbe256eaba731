import { type z } from 'zod/v4';
import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { readPages } from './readPages';
import { httpError } from './httpError';
import { type JsonResponse, parseBody, requestJson } from './requestJson';
import {
  accountSchema,
  type BitbucketAccount,
  type BitbucketEmail,
  type BitbucketWorkspaceAccess,
  emailPageSchema,
  type PageSchema,
  toAccount,
  workspaceAccessPageSchema,
} from './schemas';
import { normalizeBitbucketUuid } from './uuid';

/** A listing with more than 5,000 values cannot belong to one account. */
const MAX_PAGES = 50;

/**
 * Options of {@link BitbucketCloudClient}.
 *
 * @public
 */
export interface BitbucketCloudClientOptions {
  /** Default `https://api.bitbucket.org/2.0`; no trailing slash. */
  apiBaseUrl?: string;
  /** Milliseconds until a response must be complete; default 10,000. */
  timeoutMs?: number;
  /**
   * Called once for each HTTP request, as soon as a connection has accepted it: each page of a listing,
   * each retry, each token. Not called if no connection is made. Must not throw.
   */
  onRequest?: () => void;
}

/**
 * Options of each call of {@link BitbucketCloudClient}.
 *
 * @public
 */
export interface BitbucketCloudCallOptions {
  /** Aborts the call, with the reason of the signal. */
  signal?: AbortSignal;
}

/**
 * Reads Bitbucket Cloud's REST API 2.0 with the access token of a caller.
 *
 * Every method throws a {@link BitbucketCloudError}: code
 * `http` with the status for a rejected request (401 token, 403 scope, 429 rate limit, …), otherwise the type of failure. A 429 has `retryAfterMs`
 * if Bitbucket sends `Retry-After`.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/
 *
 * @public
 */
export class BitbucketCloudClient {
  readonly #apiBaseUrl: string;
  readonly #timeoutMs: number;
  readonly #onRequest?: () => void;

  constructor(options: BitbucketCloudClientOptions = {}) {
    this.#apiBaseUrl = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#onRequest = options.onRequest;
  }

  /** Returns the account of the token; requires the scope `account`. */
  async getCurrentUser(
    accessToken: string,
    options?: BitbucketCloudCallOptions,
  ): Promise<BitbucketAccount> {
    const what = 'the account';
    const response = await this.#get(
      `${this.#apiBaseUrl}/user`,
      accessToken,
      what,
      options,
    );
    return toAccount(parseBody(accountSchema, response, what));
  }

  /** Returns all addresses of the account; requires the scope `email` or `account`. */
  async listCurrentUserEmails(
    accessToken: string,
    options?: BitbucketCloudCallOptions,
  ): Promise<BitbucketEmail[]> {
    const emails = await this.#list(
      '/user/emails?pagelen=100',
      emailPageSchema,
      accessToken,
      'the email addresses',
      options,
    );
    return emails.map(email => ({
      address: email.email,
      primary: email.is_primary,
      confirmed: email.is_confirmed,
    }));
  }

  /** Returns all workspaces of which the account is a member; requires the scope `account`. */
  async listCurrentUserWorkspaces(
    accessToken: string,
    options?: BitbucketCloudCallOptions,
  ): Promise<BitbucketWorkspaceAccess[]> {
    const accesses = await this.#list(
      '/user/workspaces?pagelen=100',
      workspaceAccessPageSchema,
      accessToken,
      'the workspaces',
      options,
    );
    return accesses.map(({ workspace, administrator }) => ({
      slug: workspace.slug,
      uuid: normalizeBitbucketUuid(workspace.uuid),
      administrator: administrator ?? false,
    }));
  }

  async #list<T extends z.ZodType>(
    path: string,
    schema: PageSchema<T>,
    accessToken: string,
    what: string,
    options?: BitbucketCloudCallOptions,
  ): Promise<z.output<T>[]> {
    const values: z.output<T>[] = [];
    const pages = readPages({
      url: `${this.#apiBaseUrl}${path}`,
      schema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#get(url, accessToken, what, options),
    });
    for await (const page of pages) {
      values.push(...page);
    }
    return values;
  }

  async #get(
    url: string,
    accessToken: string,
    what: string,
    options?: BitbucketCloudCallOptions,
  ): Promise<JsonResponse> {
    const response = await requestJson(url, {
      what,
      timeoutMs: this.#timeoutMs,
      authorization: `Bearer ${accessToken}`,
      signal: options?.signal,
      onRequest: this.#onRequest,
    });
    if (response.status !== 200) {
      throw httpError(response, what);
    }
    return response;
  }
}
