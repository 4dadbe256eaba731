import { BitbucketCloudError } from './BitbucketCloudError';
import { BitbucketCredentials } from './BitbucketCredentials';

/**
 * Decides when a call may be sent.
 *
 * @public
 */
export interface BitbucketPace {
  /** Called before each request, a second attempt included; resolves when it may be sent. */
  beforeCall(signal?: AbortSignal): Promise<void>;
  /**
   * Called when Bitbucket answered 429; resolves when it may be asked again. Throw `error` to give up.
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
  /** Whose rights are used. */
  credentials: BitbucketCredentials;
  /** Default `https://api.bitbucket.org/2.0`; no trailing slash. */
  apiBaseUrl?: string;
  /** Milliseconds until an answer must be complete; default 10,000. */
  timeoutMs?: number;
  /** Default: everything at once, and 429 is an error. */
  pace?: BitbucketPace;
}

/**
 * A value of a listing that the client cannot read, for example a member whose `user` is null.
 *
 * @public
 */
export interface BitbucketUnreadableValue {
  /** What is listed, for example `the members of the workspace`. */
  listing: string;
  /** The display name, nickname or ID in the value, in one line, where the value has one. */
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
  /** Gives up, with the reason of the abort. */
  signal?: AbortSignal;
  /**
   * Called for each value of a listing that cannot be read. The listing then goes on without it.
   * Default: such a value is an error, and the whole listing fails.
   */
  onUnreadable?(value: BitbucketUnreadableValue): void;
}
