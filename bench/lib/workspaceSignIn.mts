import { SignInClient } from '@backstage-bitbucket/test-kit';

/**
 * Signs a person in, as far as a browser has a part in it.
 *
 * @param portalUrl - without a trailing slash
 * @param stubUrl - of the stub for Bitbucket
 * @returns milliseconds from the request of the callback to the whole answer
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
