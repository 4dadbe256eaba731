import { type BitbucketCloudError } from './BitbucketCloudError';
import { type BitbucketCredentials } from './BitbucketCredentials';

/**
 * Decides when a call can be sent.
 *
 * @public
 */
export interface BitbucketPace {
  /** Called before each request, including a retry; resolves when the request can be sent. */
  beforeCall(signal?: AbortSignal): Promise<void>;
  /**
   * Called when Bitbucket responded with 429; resolves when the client can retry. Throw `error` to stop.
   */
  limited(error: BitbucketCloudError, signal?: AbortSignal): Promise<void>;
}

/**
 * Options of `BitbucketWorkspaceClient`.
 *
 * @public
 */
export interface BitbucketWorkspaceClientOptions {
  /** Slug, or uuid in braces. */
  workspace: string;
  /** The credentials of the client. */
  credentials: BitbucketCredentials;
  /** Default `https://api.bitbucket.org/2.0`; no trailing slash. */
  apiBaseUrl?: string;
  /** Milliseconds until a response must be complete; default 10,000. */
  timeoutMs?: number;
  /** Default: no delays, and 429 is an error. */
  pace?: BitbucketPace;
}

/**
 * A value of a listing that the client cannot read, for example a member whose `user` is null.
 *
 * @public
 */
export interface BitbucketUnreadableValue {
  /** The content of the listing, for example `the members of the workspace`. */
  listing: string;
  /** The display name, nickname or ID in the value, on one line, if the value contains one. */
  name?: string;
  /** The fields that are wrong or missing, for example `user.uuid`. */
  fields: string[];
}

/**
 * Options of each call.
 *
 * @public
 */
export interface BitbucketCallOptions {
  /** Aborts the call, with the reason of the signal. */
  signal?: AbortSignal;
  /**
   * Called for each value of a listing that cannot be read. The listing then continues without it.
   * Default: such a value is an error, and the whole listing fails.
   */
  onUnreadable?(value: BitbucketUnreadableValue): void;
}
