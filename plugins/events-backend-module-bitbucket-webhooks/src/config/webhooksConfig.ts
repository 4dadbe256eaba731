import {
  type ConfigProblem,
  ConfigProblemsError,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { type BitbucketWorkspaceName } from '../model/BitbucketWorkspaceName';
import { MODULE_KEY, SECRETS_KEY, WORKSPACES_KEY } from './keys';
import { readSecrets } from './readSecrets';
import { readWorkspaces } from './readWorkspaces';

const TOPICS_KEY = 'events.http.topics';
const NAMES = ['webhookSecrets', 'workspaces'];

/**
 * The configuration of the endpoint for webhooks.
 *
 * @public
 */
export interface BitbucketWebhooksConfig {
  /** At least one. Bitbucket signs with the first one after a rotation. */
  secrets: string[];
  /** The workspaces whose webhooks the portal accepts. At least one, with one name each. */
  workspaces: BitbucketWorkspaceName[];
}

/**
 * Reads the configuration of the endpoint for webhooks.
 *
 * @returns undefined if no secret is configured, so that the endpoint must not exist
 * @throws ConfigProblemsError with all problems, without a secret
 *
 * @public
 */
export function readBitbucketWebhooksConfig(
  rootConfig: Config,
): BitbucketWebhooksConfig | undefined {
  const problems: ConfigProblem[] = [];
  const config = tryWebhooksConfig(rootConfig, problems);
  if (problems.length > 0) {
    throw new ConfigProblemsError(
      'The configuration of the webhooks of Bitbucket is invalid',
      problems,
    );
  }
  return config;
}

/**
 * Returns all problems of the configuration of the webhooks, for a check before the start. They never
 * contain a secret.
 *
 * @public
 */
export function findBitbucketWebhooksConfigProblems(
  rootConfig: Config,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  tryWebhooksConfig(rootConfig, problems);
  return problems;
}

function tryWebhooksConfig(
  rootConfig: Config,
  problems: ConfigProblem[],
): BitbucketWebhooksConfig | undefined {
  problems.push(...findTopicProblems(rootConfig));
  const own = rootConfig.getOptional(MODULE_KEY);
  if (own === undefined) {
    return undefined;
  }
  if (typeof own !== 'object' || own === null || Array.isArray(own)) {
    problems.push({
      key: MODULE_KEY,
      found: 'is not a map',
      remedy: `Write the keys ${NAMES.join(' and ')} under it.`,
    });
    return undefined;
  }
  for (const name of Object.keys(own)) {
    if (!NAMES.includes(name)) {
      problems.push({
        key: `${MODULE_KEY}.${name}`,
        found: 'is not a key of the webhooks of Bitbucket',
        remedy: `Use one of: ${NAMES.join(', ')}.`,
      });
    }
  }
  const secrets = readSecrets(rootConfig.getOptional(SECRETS_KEY), problems);
  const workspaces = readWorkspaces(rootConfig, problems);
  if (secrets.length === 0) {
    return undefined;
  }
  if (workspaces.length === 0 && problems.length === 0) {
    problems.push({
      key: WORKSPACES_KEY,
      found: 'is missing, and catalog.providers contains no workspace',
      remedy:
        'Add the slug of your workspace, or its uuid in braces and quotes, which survives a rename.',
    });
  }
  return { secrets, workspaces };
}

/**
 * A topic in this list is a route without a signature. The events backend decides by the name of the
 * route, which ignores case.
 */
function findTopicProblems(rootConfig: Config): ConfigProblem[] {
  const topics = rootConfig.getOptional(TOPICS_KEY);
  return (Array.isArray(topics) ? topics : [])
    .filter(
      topic =>
        typeof topic === 'string' && /^\/*bitbucketCloud(?![^./])/i.test(topic),
    )
    .map(topic => ({
      key: TOPICS_KEY,
      found: `contains ${JSON.stringify(
        topic,
      )}, which would accept events of Bitbucket without a signature`,
      remedy: `Remove it, and set ${SECRETS_KEY}.`,
    }));
}
