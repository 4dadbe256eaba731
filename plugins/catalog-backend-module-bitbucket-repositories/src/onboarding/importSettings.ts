import {
  ALLOWED_WORKSPACES_KEY,
  apiTokenCredentials,
  bearerCredentials,
  type BitbucketCredentials,
  ConfigProblemError,
  createCredentials,
  readAllowedWorkspaces,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { isBranchName } from '../config/branchName';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { AllowedKinds } from './AllowedKinds';

const BRANCH_KEY = 'catalog.import.pullRequestBranchName';
const INTEGRATIONS_KEY = 'integrations.bitbucketCloud';

/** What the import needs from the configuration, besides the providers. */
export interface ImportSettings {
  /** The branch of the pull requests. */
  branchName: string;
  allowedKinds: AllowedKinds;
  /** For pull requests. Undefined if they are not configured. */
  createWriteCredentials(
    provider: Pick<
      BitbucketRepositoriesProviderConfig,
      'baseUrl' | 'timeoutMs'
    >,
  ): BitbucketCredentials | undefined;
  /** Slugs of the workspaces to which the portal writes, in lower case. */
  writableWorkspaces: ReadonlySet<string>;
}

/** @throws InputError that names the key, its value and the expected format */
export function readImportSettings(config: Config): ImportSettings {
  // The same default as that of Backstage's import for other hosts
  const branchName =
    config.getOptionalString(BRANCH_KEY) ?? 'backstage-integration';
  if (!isBranchName(branchName)) {
    throw new ConfigProblemError({
      key: BRANCH_KEY,
      found: `is '${branchName}', which is not the name of a branch`,
      remedy: 'Use a name such as add-to-portal, or remove the key.',
    });
  }
  return {
    branchName,
    allowedKinds: AllowedKinds.fromConfig(config),
    createWriteCredentials: provider => readWriteCredentials(config, provider),
    writableWorkspaces: readAllowedWorkspaces(config),
  };
}

/** Returns why the portal cannot open a pull request in a workspace, as a sentence for the user. */
export function explainNoWriting(
  { writableWorkspaces }: ImportSettings,
  hasCredentials: boolean,
  workspace: string,
): string | undefined {
  if (!hasCredentials) {
    return `The portal cannot open pull requests: it has no credentials for Bitbucket under ${INTEGRATIONS_KEY}. Ask an administrator of the portal, or add the file yourself.`;
  }
  return writableWorkspaces.has(workspace.toLowerCase())
    ? undefined
    : `The portal cannot open pull requests in the workspace ${workspace}: ${ALLOWED_WORKSPACES_KEY} does not list it. Ask an administrator of the portal, or add the file yourself.`;
}

/** The same credentials as those of templates. */
function readWriteCredentials(
  config: Config,
  provider: { baseUrl: string; timeoutMs: number },
): BitbucketCredentials | undefined {
  const [integration] = config.getOptionalConfigArray(INTEGRATIONS_KEY) ?? [];
  const read = (name: string) => integration?.getOptionalString(name)?.trim();
  const clientId = read('clientId');
  const clientSecret = read('clientSecret');
  const username = read('username');
  const token = read('token') || read('appPassword');
  if (clientId && clientSecret) {
    const credentials = { kind: 'consumer', clientId, clientSecret } as const;
    return createCredentials(credentials, provider);
  }
  if (!token) {
    return undefined;
  }
  // https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
  return username && username !== 'x-token-auth'
    ? apiTokenCredentials(username, token)
    : bearerCredentials(token);
}
