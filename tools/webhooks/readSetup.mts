import type { Config } from '@backstage/config';
import type { BitbucketCredentials } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createSourceRequire } from '../lib/workspace.mts';

const require = createSourceRequire(import.meta.url);
const {
  apiTokenCredentials,
  bearerCredentials,
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  createCredentials,
  readCredentials,
} =
  require('@backstage-bitbucket/plugin-bitbucket-cloud-node') as typeof import('@backstage-bitbucket/plugin-bitbucket-cloud-node');
const { readBitbucketWebhooksConfig } =
  require('@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks') as typeof import('@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks');

const PROVIDERS = ['bitbucketRepositories', 'bitbucketWorkspace'];

/** What the command needs to set up the webhook of a workspace. */
export interface WorkspaceSetup {
  /** Slug, or uuid in braces. */
  workspace: string;
  apiBaseUrl: string;
  credentials: BitbucketCredentials;
}

/** What the command needs from the configuration. */
export interface Setup {
  url: string;
  description: string;
  secret: string;
  workspaces: WorkspaceSetup[];
}

/** The options and the environment of the command. */
export interface SetupInput {
  workspace?: string;
  url?: string;
  environment: NodeJS.ProcessEnv;
}

/** @throws Error with a message for the user, without a secret */
export function readSetup(config: Config, input: SetupInput): Setup {
  const webhooks = readBitbucketWebhooksConfig(config);
  if (!webhooks) {
    throw new Error(
      'events.modules.bitbucketCloud.webhookSecrets has no secret, so the portal accepts no webhooks. Set it first: docs/operate/webhooks.md.',
    );
  }
  const names =
    input.workspace === undefined
      ? webhooks.workspaces.map(({ uuid, slug }) => uuid ?? slug!)
      : [input.workspace];
  return {
    url: readUrl(config, input.url),
    description:
      config.getOptionalString('app.title') ?? 'Backstage developer portal',
    secret: webhooks.secrets[0],
    workspaces: names.map(workspace => ({
      workspace,
      ...readAccess(config, workspace, input.environment),
    })),
  };
}

function readUrl(config: Config, option: string | undefined): string {
  const url =
    option ??
    `${config.getString('backend.baseUrl')}/api/events/http/bitbucketCloud`;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new Error(
      `${url} is not a URL. Set backend.baseUrl, or add --url with the address at which Bitbucket reaches the portal.`,
    );
  }
  return url;
}

function readAccess(
  config: Config,
  workspace: string,
  environment: NodeJS.ProcessEnv,
): Omit<WorkspaceSetup, 'workspace'> {
  const key = findProvider(config, workspace);
  const provider = key === undefined ? undefined : config.getConfig(key);
  const apiBaseUrl =
    provider?.getOptionalString('apiBaseUrl') ??
    readSignInUrl(config, 'apiBaseUrl') ??
    BITBUCKET_CLOUD_API_BASE_URL;
  const baseUrl =
    provider?.getOptionalString('baseUrl') ??
    readSignInUrl(config, 'baseUrl') ??
    BITBUCKET_CLOUD_BASE_URL;
  const own = readEnvironment(environment);
  if (own) {
    return { apiBaseUrl, credentials: own };
  }
  if (key === undefined || !provider) {
    throw new Error(
      `There are no credentials for the workspace ${workspace}. Set ATLASSIAN_EMAIL and BITBUCKET_API_TOKEN of an administrator of the workspace, or BITBUCKET_ACCESS_TOKEN.`,
    );
  }
  const credentials = createCredentials(readCredentials(provider, key), {
    baseUrl,
    timeoutMs: 10_000,
  });
  return { apiBaseUrl, credentials };
}

function readEnvironment({
  ATLASSIAN_EMAIL: email,
  BITBUCKET_API_TOKEN: apiToken,
  BITBUCKET_ACCESS_TOKEN: accessToken,
}: NodeJS.ProcessEnv): BitbucketCredentials | undefined {
  if (accessToken) {
    return bearerCredentials(accessToken);
  }
  if (!email !== !apiToken) {
    throw new Error(
      'Only one of ATLASSIAN_EMAIL and BITBUCKET_API_TOKEN is set. Set both, or neither.',
    );
  }
  return email && apiToken ? apiTokenCredentials(email, apiToken) : undefined;
}

/** Returns the key of a catalog provider of the workspace. */
function findProvider(config: Config, workspace: string): string | undefined {
  return PROVIDERS.map(name => `catalog.providers.${name}`)
    .flatMap(key =>
      Object.keys(Object(config.getOptional(key))).map(id => `${key}.${id}`),
    )
    .find(
      key =>
        String(config.getOptional(`${key}.workspace`)).toLowerCase() ===
        workspace.toLowerCase(),
    );
}

/** In development, sign-in uses the stub. */
function readSignInUrl(config: Config, name: string): string | undefined {
  const environment = config.getOptionalString('auth.environment');
  return config.getOptionalString(
    `auth.providers.bitbucket.${environment}.${name}`,
  );
}
