import {
  BITBUCKET_CLOUD_BASE_URL,
  BitbucketCloudError,
  BitbucketOAuthClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { PROVIDER_KEY } from '../checks/signIn';
import { advice, Finding, problem } from '../findings/Finding';
import { Settings } from '../settings/Settings';
import { describeError } from '@backstage-bitbucket/portal-http';

const TIMEOUT_MS = 10_000;

/** Where the secret must not be sent to, `checkSettings` refuses; so this goes to Bitbucket only. */
const HOST = { baseUrl: BITBUCKET_CLOUD_BASE_URL };

/**
 * Tries the OAuth consumer: that Bitbucket takes its key and its secret, and that the callback
 * registered with it is the one of this portal.
 *
 * @param options - another host, for tests
 */
export async function connectToBitbucket(
  settings: Settings,
  { baseUrl }: { baseUrl: string } = HOST,
): Promise<Finding[]> {
  const clientId = settings.text(`${PROVIDER_KEY}.clientId`);
  const clientSecret = settings.text(`${PROVIDER_KEY}.clientSecret`);
  if (!clientId || !clientSecret) {
    // Already said.
    return [];
  }
  const client = new BitbucketOAuthClient({
    clientId,
    clientSecret,
    baseUrl,
    timeoutMs: TIMEOUT_MS,
  });
  const refused = await checkClient(client);
  return refused.length > 0 ? refused : checkCallback(client, settings);
}

async function checkClient(client: BitbucketOAuthClient): Promise<Finding[]> {
  try {
    await client.requestClientCredentialsToken();
    return [];
  } catch (error) {
    const code = error instanceof BitbucketCloudError ? error.code : undefined;
    if (code === 'unauthorized_client' || code === 'invalid_client') {
      return [
        problem(
          `${PROVIDER_KEY}.clientSecret`,
          'is not the one of that key, says Bitbucket',
          'Copy both from the OAuth consumer, and see that it is marked as a private consumer: docs/operate/create-the-oauth-consumer.md.',
        ),
      ];
    }
    return [
      problem(
        PROVIDER_KEY,
        `could not be tried: ${describeError(error)}`,
        'Let the portal reach Bitbucket over HTTPS, and try again.',
      ),
    ];
  }
}

/**
 * Bitbucket shows an error page for a callback that is not the registered one, and a page to sign in
 * otherwise. From a redirect to such a page nothing follows.
 */
async function checkCallback(
  client: BitbucketOAuthClient,
  settings: Settings,
): Promise<Finding[]> {
  const callback =
    settings.text(`${PROVIDER_KEY}.callbackUrl`) ??
    `${settings
      .text('backend.baseUrl')
      ?.replace(/\/+$/, '')}/api/auth/bitbucket/handler/frame`;
  const url = client.getAuthorizeUrl({
    redirectUri: callback,
    state: 'portal-doctor',
    scope: 'account',
  });
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const page = await response.text();
    if (response.status >= 500 || response.status === 429) {
      return [untried(`Bitbucket answered with status ${response.status}`)];
    }
    if (response.status >= 300 && response.status < 400) {
      return [
        advice(
          `${PROVIDER_KEY}.callbackUrl`,
          `is ${callback}, of which Bitbucket says nothing to who is not signed in there`,
          'Sign in once, and see that you come back.',
        ),
      ];
    }
    const isRefused =
      response.status >= 400 ||
      /invalid redirect_uri|no callback uri/i.test(page);
    return isRefused
      ? [
          problem(
            `${PROVIDER_KEY}.callbackUrl`,
            `is ${callback}, and Bitbucket refuses it for this consumer`,
            'Register exactly this callback, or a part of it from the left, with the OAuth consumer.',
          ),
        ]
      : [];
  } catch (error) {
    return [untried(describeError(error))];
  }
}

function untried(reason: string): Finding {
  return problem(
    `${PROVIDER_KEY}.callbackUrl`,
    `could not be tried: ${reason}`,
    'Let the portal reach Bitbucket over HTTPS, and try again.',
  );
}
