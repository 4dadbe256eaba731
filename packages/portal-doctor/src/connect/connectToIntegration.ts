import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  BitbucketOAuthClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ConfigReader } from '@backstage/config';
import {
  getBitbucketCloudRequestOptions,
  readBitbucketCloudIntegrationConfig,
} from '@backstage/integration';
import { INTEGRATIONS_KEY } from '../checks/integration';
import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { describeError } from '@backstage-bitbucket/portal-http';

const TIMEOUT_MS = 10_000;
const WORKSPACES_KEY = 'scaffolder.bitbucketCloud.workspaces';
const HOSTS = {
  baseUrl: BITBUCKET_CLOUD_BASE_URL,
  apiBaseUrl: BITBUCKET_CLOUD_API_BASE_URL,
};

/**
 * Checks the credentials with which the portal reads repositories: Bitbucket must accept them, and they
 * must be able to list the repositories of the workspaces that templates can access.
 *
 * @param hosts - other hosts, for tests
 */
export async function connectToIntegration(
  settings: Settings,
  hosts: { baseUrl: string; apiBaseUrl: string } = HOSTS,
): Promise<Finding[]> {
  // Backstage uses the first entry, because all entries are for the same host.
  const key = `${INTEGRATIONS_KEY}[0]`;
  const isSet = ['token', 'clientId'].some(name =>
    settings.has(`${key}.${name}`),
  );
  if (!isSet) {
    return [];
  }
  let authorization: string | undefined;
  try {
    authorization = await readAuthorization(settings, { key, ...hosts });
  } catch (error) {
    return [
      problem(
        key,
        `could not be checked: ${describeError(error)}`,
        'Check clientId and clientSecret, and that the portal can reach Bitbucket over HTTPS.',
      ),
    ];
  }
  const workspaces = settings.list(WORKSPACES_KEY).map(String);
  // Without `role`, Bitbucket also accepts a request without credentials.
  const paths = workspaces.map(
    slug => `/repositories/${encodeURIComponent(slug)}?role=member&pagelen=1`,
  );
  const findings: Finding[] = [];
  for (const path of paths.length > 0 ? paths : ['/user']) {
    const url = `${hosts.apiBaseUrl}${path}`;
    findings.push(...(await tryUrl(url, { key, path, authorization })));
  }
  // Removes findings that repeat for each workspace.
  return findings.filter(
    ({ found }, index) =>
      findings.findIndex(each => each.found === found) === index,
  );
}

async function readAuthorization(
  settings: Settings,
  { key, baseUrl }: { key: string; baseUrl: string },
): Promise<string | undefined> {
  const data = settings.get(key);
  const config = readBitbucketCloudIntegrationConfig(
    new ConfigReader(data as never),
  );
  const { clientId, clientSecret } = config;
  if (clientId && clientSecret) {
    const client = new BitbucketOAuthClient({
      clientId,
      clientSecret,
      baseUrl,
      timeoutMs: TIMEOUT_MS,
    });
    const { accessToken } = await client.requestClientCredentialsToken();
    return `Bearer ${accessToken}`;
  }
  const { headers } = await getBitbucketCloudRequestOptions(config);
  return headers.Authorization;
}

async function tryUrl(
  url: string,
  request: { key: string; path: string; authorization: string | undefined },
): Promise<Finding[]> {
  const { key, path, authorization = '' } = request;
  const [, slug] = /^\/repositories\/([^?]+)/.exec(path) ?? [];
  let status: number;
  try {
    const response = await fetch(url, {
      headers: { authorization, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    await response.body?.cancel();
  } catch (error) {
    return [
      problem(
        key,
        `could not be checked: ${describeError(error)}`,
        'Allow the portal to reach Bitbucket over HTTPS, and try again.',
      ),
    ];
  }
  if (status === 401) {
    return [
      problem(
        key,
        'has credentials that Bitbucket rejects',
        'Check that the token has not expired, and that BITBUCKET_CLOUD_USERNAME is the email address of its account. Unset it for an access token of a workspace.',
      ),
    ];
  }
  if (slug === undefined) {
    // 403 concerns the scope of this request: Bitbucket accepted the token.
    return status < 400 || status === 403 ? [] : [untried(key, status)];
  }
  if (status === 403) {
    return [
      problem(
        key,
        `has credentials that cannot read the repositories of the workspace ${slug}`,
        'Give the token the scope to read repositories: docs/operate/configuration.md.',
      ),
    ];
  }
  if (status === 404) {
    return [
      problem(
        WORKSPACES_KEY,
        `contains ${slug}, but Bitbucket finds no such workspace for these credentials`,
        'Check the slug, and that the account of the token is a member of the workspace.',
      ),
    ];
  }
  return status < 400 ? [] : [untried(key, status)];
}

function untried(key: string, status: number): Finding {
  return problem(
    key,
    `could not be checked: Bitbucket responded with status ${status}`,
    'Try again later.',
  );
}
