import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';

/**
 * An error whose message a person reads on the sign-in page.
 *
 * The cause is for the operator's log only. It is set afterwards because the classes of
 * `@backstage/errors` would append it to the message, which goes to the browser.
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
 * Turns a failed call to Bitbucket into what the person reads; anything else is passed on.
 *
 * @param call - whether it was for a token, where the consumer is what can be refused, or to the API
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
        'Bitbucket does not answer. Try again in a few minutes.',
        error,
      );
    case 'invalid_grant':
    case 'invalid_request': // Bitbucket's word for a dead refresh token
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
      'Bitbucket did not accept the access token that it had just given. Sign in again.',
      error,
    );
  }
  if (error.status === 410) {
    return signInError(
      ServiceUnavailableError,
      'Bitbucket has removed a part of its service that this portal uses. Nobody can sign in until the portal is upgraded.',
      error,
    );
  }
  if (error.status === 403) {
    return signInError(
      NotAllowedError,
      "This portal's OAuth consumer may not read your account. An administrator must enable Account: Read among the consumer's permissions at Bitbucket (Workspace settings, OAuth clients).",
      error,
    );
  }
  return signInError(
    AuthenticationError,
    'Bitbucket gave an answer that this portal does not understand. Try again.',
    error,
  );
}

function refusedConsumer(error: BitbucketCloudError): Error {
  return signInError(
    NotAllowedError,
    "Bitbucket does not accept this portal's OAuth consumer. Nobody can sign in until its key and secret are corrected.",
    error,
  );
}
