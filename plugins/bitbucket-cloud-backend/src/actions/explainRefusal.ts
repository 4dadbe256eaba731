import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** Explains to the person why Bitbucket did not do what they asked for. Errors of the portal stay as they are. */
export function explainRefusal(
  error: unknown,
  action: 'rerun' | 'stop',
): Error {
  if (!(error instanceof BitbucketCloudError)) {
    return error as Error;
  }
  const { isFromBitbucket, requiredScopes, status } = error;
  if (isFromBitbucket && status === 401) {
    return new NotAllowedError(
      'Bitbucket does not accept your access token. Sign out of the portal, and sign in again.',
    );
  }
  if (isFromBitbucket && status === 403) {
    return new NotAllowedError(
      requiredScopes?.length
        ? "The OAuth consumer of the portal's sign-in does not grant Pipelines: Write: an administrator of the portal must enable it, and you must sign out and in again."
        : 'You need write access to the repository at Bitbucket.',
    );
  }
  if (isFromBitbucket && status === 404) {
    return new NotFoundError(
      'Bitbucket has no such pipeline, or you have no access to it.',
    );
  }
  if (isFromBitbucket && status === 400) {
    return new ConflictError(
      action === 'stop'
        ? 'Bitbucket did not stop the pipeline. It has probably ended.'
        : 'Bitbucket did not run the pipeline again. Its branch or commit may not exist any more.',
    );
  }
  return new ServiceUnavailableError(
    status === 429
      ? 'Bitbucket allows you no more calls for now. Try again later.'
      : 'Bitbucket does not respond. Look at the pipeline before you try again.',
  );
}
