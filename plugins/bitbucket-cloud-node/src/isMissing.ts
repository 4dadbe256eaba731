import { BitbucketCloudError } from './BitbucketCloudError';

/** Returns whether Bitbucket itself responded with 404. A proxy's 404 does not prove that something is missing. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof BitbucketCloudError &&
    error.status === 404 &&
    error.isFromBitbucket
  );
}
