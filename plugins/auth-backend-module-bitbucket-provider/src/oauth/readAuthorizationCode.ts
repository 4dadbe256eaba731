import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { BITBUCKET_IN_TROUBLE } from '../model/signInError';

/**
 * Returns the authorization code of a callback (RFC 6749, sections 4.1.2 and 4.1.2.1).
 *
 * @param emailRequired - whether the portal requires the permission to read email addresses
 * @throws an error for the user if Bitbucket sends an error or no code
 */
export function readAuthorizationCode(
  query: Record<string, unknown>,
  emailRequired: boolean,
): string {
  const { code, error } = query;
  if (error === 'access_denied') {
    throw new NotAllowedError(
      'You cancelled the sign-in at Bitbucket. Try again when you are ready.',
    );
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    throw new ServiceUnavailableError(BITBUCKET_IN_TROUBLE);
  }
  if (error === 'invalid_scope') {
    throw new NotAllowedError(
      `Bitbucket does not permit this portal's OAuth consumer to request all scopes that it requires. An administrator must enable Account: Read${
        emailRequired ? ', Account: Email' : ''
      } and the permissions for additionalScopes for the OAuth consumer at Bitbucket (Workspace settings, OAuth clients).`,
    );
  }
  if (error !== undefined) {
    // The message only contains a code with the characters of the RFC, because the sender chooses the
    // description.
    const isCode = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error);
    const reason = isCode ? ` (${error})` : '';
    throw new AuthenticationError(
      `Bitbucket refused to start the sign-in${reason}. Retrying won't help. An administrator must check the portal's OAuth consumer.`,
    );
  }
  if (typeof code !== 'string' || !code) {
    throw new AuthenticationError(
      'The response from Bitbucket contains no authorization code. Start again from the portal.',
    );
  }
  return code;
}
