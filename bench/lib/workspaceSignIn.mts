import { SignInClient } from '@backstage-bitbucket/test-kit';

/**
 * Signs in a user with the requests of a browser.
 *
 * @param portalUrl - without a trailing slash
 * @param stubUrl - URL of the stub for Bitbucket
 * @returns milliseconds from the request of the callback to the complete response
 */
export async function signIn(
  portalUrl: string,
  stubUrl: string,
  uuid: string,
): Promise<number> {
  const client = new SignInClient({ portalUrl, stubUrl, env: 'bench' });
  const callback = await client.consent(uuid);
  const startedAt = performance.now();
  await client.comeBack(callback);
  return performance.now() - startedAt;
}
