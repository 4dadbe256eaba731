import { setTimeout as wait } from 'node:timers/promises';
import { SignInClient } from '@backstage-bitbucket/test-kit';

/** The catalog reads its files within seconds after the backend is ready. */
const attempts = 60;

/**
 * Signs a person in over HTTP, as a browser does.
 *
 * @param portalUrl - without a trailing slash
 * @param account - at the stub for Bitbucket: username, uuid or account id
 * @returns Who that is in the catalog
 */
export async function signIn(
  portalUrl: string,
  stubUrl: string,
  account: string,
): Promise<string> {
  let problem: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const client = new SignInClient({
      portalUrl,
      stubUrl,
      env: 'development',
    });
    try {
      return (await client.signIn(account)).userEntityRef;
    } catch (error) {
      problem = error;
    }
    await wait(500);
  }
  throw new Error(`The sign-in failed: ${problem}`);
}
