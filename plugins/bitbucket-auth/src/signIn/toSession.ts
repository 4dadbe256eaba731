import { OAuth2, type OAuth2Session } from '@backstage/core-app-api';
import {
  type BackstageIdentityResponse,
  type ProfileInfo,
} from '@backstage/core-plugin-api';

/** The response of an auth provider: the same from `/refresh` and from the popup window. */
interface SessionResponse {
  profile: ProfileInfo;
  providerInfo: {
    idToken?: string;
    accessToken?: string;
    scope?: string;
    expiresInSeconds?: number;
  };
  backstageIdentity?: Omit<BackstageIdentityResponse, 'expiresAt'> & {
    expiresInSeconds?: number;
  };
}

/**
 * Converts an auth provider's response like Backstage's own `OAuth2`.
 *
 * @returns `undefined` if the value is not such a response
 */
export function toSession(value: unknown): OAuth2Session | undefined {
  if (!isSessionResponse(value)) {
    return undefined;
  }
  const { profile, providerInfo, backstageIdentity } = value;
  const session: OAuth2Session = {
    profile,
    providerInfo: {
      idToken: providerInfo.idToken ?? '',
      accessToken: providerInfo.accessToken ?? '',
      scopes: OAuth2.normalizeScopes(providerInfo.scope),
      expiresAt: expiryOf(providerInfo),
    },
  };
  if (backstageIdentity) {
    session.backstageIdentity = {
      token: backstageIdentity.token,
      identity: backstageIdentity.identity,
      expiresAt: expiryOf(backstageIdentity),
    };
  }
  return session;
}

function expiryOf({ expiresInSeconds }: { expiresInSeconds?: number }) {
  return expiresInSeconds
    ? new Date(Date.now() + expiresInSeconds * 1_000)
    : undefined;
}

function isSessionResponse(value: unknown): value is SessionResponse {
  return (
    isObject(value) &&
    isObject(value.profile) &&
    isObject(value.providerInfo) &&
    (value.backstageIdentity === undefined ||
      (isObject(value.backstageIdentity) &&
        typeof value.backstageIdentity.token === 'string' &&
        isObject(value.backstageIdentity.identity)))
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
