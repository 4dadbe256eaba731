import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';

/**
 * An error whose message the user reads on the sign-in page.
 *
 * The cause is only for the operator's log. It is set afterwards, because the classes of
 * `@backstage/errors` would append it to the message, which the browser receives.
 */
export function signInError(
  ErrorType: new (message: string) => Error,
  message: string,
  cause?: unknown,
): Error {
  return Object.assign(new ErrorType(message), cause ? { cause } : {});
}

export const BITBUCKET_IN_TROUBLE =
  'Bitbucket is having trouble. Try again in a few minutes.';

/**
 * Converts a failed request to Bitbucket into an error for the user. Returns other errors unchanged.
 *
 * @param call - whether it was a token request, which can reject the consumer, or an API request
 */
export function explainBitbucketError(
  error: unknown,
  call: 'token' | 'api' = 'api',
): unknown {
  if (!(error instanceof BitbucketCloudError)) {
    return error;
  }
  if (error.status === 429) {
    return signInError(
      ServiceUnavailableError,
      'Bitbucket allows this portal no more requests for now. Try again in an hour at the latest.',
      error,
    );
  }
  if (error.status && error.status >= 500) {
    return signInError(ServiceUnavailableError, BITBUCKET_IN_TROUBLE, error);
  }
  switch (error.code) {
    case 'timeout':
    case 'network':
      return signInError(
        ServiceUnavailableError,
        'Bitbucket does not respond. Try again in a few minutes.',
        error,
      );
    case 'invalid_grant':
    case 'invalid_request': // Bitbucket's error code for an invalid refresh token
      return signInError(
        AuthenticationError,
        'Bitbucket did not accept this sign-in: it was already used, or it took too long. Sign in again.',
        error,
      );
    case 'unauthorized_client':
    case 'invalid_client':
      return refusedConsumer(error);
    default:
      break;
  }
  if (call === 'token' && (error.status === 401 || error.status === 403)) {
    return refusedConsumer(error);
  }
  if (error.status === 401) {
    return signInError(
      AuthenticationError,
      'Bitbucket did not accept the access token that it had just issued. Sign in again.',
      error,
    );
  }
  if (error.status === 410) {
    return signInError(
      ServiceUnavailableError,
      'Bitbucket has removed a part of its service that this portal uses. Users cannot sign in until the portal is upgraded.',
      error,
    );
  }
  if (error.status === 403) {
    return signInError(
      NotAllowedError,
      "This portal's OAuth consumer is not permitted to read your account. An administrator must enable Account: Read for the OAuth consumer at Bitbucket (Workspace settings, OAuth clients).",
      error,
    );
  }
  return signInError(
    AuthenticationError,
    'Bitbucket sent a response that this portal does not understand. Try again.',
    error,
  );
}

function refusedConsumer(error: BitbucketCloudError): Error {
  return signInError(
    NotAllowedError,
    "Bitbucket does not accept this portal's OAuth consumer. Users cannot sign in until an administrator corrects its key and secret.",
    error,
  );
}
