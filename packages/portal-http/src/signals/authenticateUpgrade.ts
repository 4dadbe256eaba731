import {
  type AuthService,
  type BackstageUserInfo,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { type IncomingHttpHeaders } from 'node:http';

/** A `token` of HTTP, and not a list: https://datatracker.ietf.org/doc/html/rfc9110#section-5.6.2 */
const HTTP_TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

export interface UpgradeUser extends BackstageUserInfo {
  /** Milliseconds since the Unix epoch; `undefined` for a token without an expiry. */
  tokenExpiresAt: number | undefined;
}

/**
 * Returns the user who opens a connection, from the Backstage token of the request.
 *
 * @seam The page sends its token as the subprotocol of the WebSocket, because browsers can set no other
 * header. The portal rejects limited tokens, which browsers store in cookies.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/signals/src/api/SignalClient.ts
 * @seamTest packages/portal-http/src/signals/handshake.test.ts
 *
 * @throws AuthenticationError without a valid token, NotAllowedError for a service
 */
export async function authenticateUpgrade(
  headers: IncomingHttpHeaders,
  deps: { auth: AuthService; userInfo: UserInfoService },
): Promise<UpgradeUser> {
  const { auth, userInfo } = deps;
  const token = headers['sec-websocket-protocol'];
  if (!token || !HTTP_TOKEN.test(token)) {
    throw new AuthenticationError(
      'Signals require a Backstage token as the subprotocol. Sign in again.',
    );
  }
  const credentials = await auth.authenticate(token).catch(() => {
    // The cause can contain the token.
    throw new AuthenticationError(
      'The Backstage token is not valid or has expired. Sign in again.',
    );
  });
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(
      'Signals are for users only. Use the token of a user.',
    );
  }
  const tokenExpiresAt = credentials.expiresAt?.getTime();
  if (tokenExpiresAt !== undefined && tokenExpiresAt <= Date.now()) {
    throw new AuthenticationError(
      'The Backstage token has expired. Sign in again.',
    );
  }
  const info = await userInfo.getUserInfo(credentials).catch(() => {
    throw new ServiceUnavailableError(
      "The portal cannot read the user's groups at the moment. Try again.",
    );
  });
  return { ...info, tokenExpiresAt };
}
