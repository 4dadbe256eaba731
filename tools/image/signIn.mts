import { setTimeout as wait } from 'node:timers/promises';
import {
  SignInClient,
  type SignInClientOptions,
} from '@backstage-bitbucket/test-kit';

/** The catalog reads its files within seconds after the backend is ready. */
const attempts = 60;

/**
 * Signs in a user over HTTP, like a browser.
 *
 * @param account - account at the stub: username, uuid or account ID
 * @returns the user of the catalog
 */
export async function signIn(
  account: string,
  options: SignInClientOptions,
): Promise<string> {
  let problem: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const client = new SignInClient(options);
    try {
      return (await client.signIn(account)).userEntityRef;
    } catch (error) {
      problem = error;
    }
    await wait(500);
  }
  throw new Error(`The sign-in failed: ${problem}`);
}
