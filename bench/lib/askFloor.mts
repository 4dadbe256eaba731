import type { Session } from '@backstage-bitbucket/test-kit';

interface Answer {
  backstageIdentity: { token: string; identity: { userEntityRef: string } };
}

/**
 * Requests the session of an account from the provider of `floorProvider.mts`.
 *
 * @param portalUrl - without a trailing slash
 */
export async function askFloor(
  portalUrl: string,
  uuid: string,
): Promise<Session> {
  const query = new URLSearchParams({ uuid });
  const response = await fetch(`${portalUrl}/api/auth/floor/refresh?${query}`);
  if (!response.ok) {
    throw new Error(
      `The floor provider responded with status ${response.status}`,
    );
  }
  const { backstageIdentity } = (await response.json()) as Answer;
  return {
    userEntityRef: backstageIdentity.identity.userEntityRef,
    token: backstageIdentity.token,
  };
}
