import {
  BITBUCKET_CLOUD_BASE_URL,
  BitbucketCloudError,
  BitbucketOAuthClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { PROVIDER_KEY } from '../checks/signIn';
import { advice, type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { describeError } from '@backstage-bitbucket/portal-http';

const TIMEOUT_MS = 10_000;

/**
 * `checkSettings` reports every host that must not receive the secret, so this check only contacts
 * Bitbucket.
 */
const HOST = { baseUrl: BITBUCKET_CLOUD_BASE_URL };

/**
 * Checks the OAuth consumer: Bitbucket must accept its key and secret, and the registered callback must
 * be that of this portal.
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
    // Another finding reports this already.
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
          'is not the secret of that key, according to Bitbucket',
          'Copy both from the OAuth consumer, and check that it is marked as a private consumer: docs/operate/create-the-oauth-consumer.md.',
        ),
      ];
    }
    return [
      problem(
        PROVIDER_KEY,
        `could not be checked: ${describeError(error)}`,
        'Allow the portal to reach Bitbucket over HTTPS, and try again.',
      ),
    ];
  }
}

/**
 * Bitbucket shows an error page for an unregistered callback, and a sign-in page otherwise. A redirect
 * to such a page proves nothing.
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
      return [untried(`Bitbucket responded with status ${response.status}`)];
    }
    if (response.status >= 300 && response.status < 400) {
      return [
        advice(
          `${PROVIDER_KEY}.callbackUrl`,
          `is ${callback}, which Bitbucket does not check before sign-in`,
          'Sign in once, and check that Bitbucket sends you back to the portal.',
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
            `is ${callback}, but Bitbucket rejects it for this consumer`,
            'Register this callback, or a prefix of it, in the OAuth consumer.',
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
    `could not be checked: ${reason}`,
    'Allow the portal to reach Bitbucket over HTTPS, and try again.',
  );
}
