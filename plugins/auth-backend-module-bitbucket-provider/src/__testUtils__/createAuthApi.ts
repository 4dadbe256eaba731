import { type AuthConnector, OAuth2 } from '@backstage/core-app-api';
import { type Browser } from '@backstage-bitbucket/test-kit';

type Session = Awaited<ReturnType<Browser['refresh']>>;

/**
 * The auth API of Backstage's front end, with the real `RefreshingAuthSessionManager`. The requests come
 * from a {@link Browser}, which consents at Bitbucket for its user.
 */
export function createAuthApi(browser: Browser) {
  const counts = { refreshes: 0, signIns: 0 };
  const connector: AuthConnector<Session> = {
    async createSession({ scopes }) {
      counts.signIns += 1;
      const scope = encodeURIComponent([...scopes].join(' '));
      const { response, error } = await browser.signIn(
        'Mira Lindqvist',
        `development&scope=${scope}`,
      );
      if (error) {
        throw new Error(error.message);
      }
      return toSession(response);
    },
    async refreshSession(options) {
      counts.refreshes += 1;
      const scope = encodeURIComponent([...(options?.scopes ?? [])].join(' '));
      const response = await browser.refresh(`development&scope=${scope}`);
      if (response.error) {
        throw new Error(response.error.message);
      }
      return toSession(response);
    },
    async removeSession() {
      await browser.logout();
    },
  };
  return {
    api: OAuth2.create({
      authConnector: connector,
      defaultScopes: ['account'],
    }),
    refreshes: () => counts.refreshes,
    signIns: () => counts.signIns,
  };
}

/** Works like `OAuth2.create` with its own connector. */
function toSession({ providerInfo, backstageIdentity, profile }: Session) {
  const expiry = (seconds?: number) =>
    seconds ? new Date(Date.now() + seconds * 1000) : undefined;
  return {
    profile,
    providerInfo: {
      accessToken: providerInfo.accessToken,
      scopes: OAuth2.normalizeScopes(providerInfo.scope),
      expiresAt: expiry(providerInfo.expiresInSeconds),
    },
    backstageIdentity: {
      ...backstageIdentity,
      expiresAt: expiry(backstageIdentity.expiresInSeconds),
    },
  };
}
