import {
  type ConfigProblem,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { type BitbucketWorkspaceName } from '../model/BitbucketWorkspaceName';
import { WORKSPACES_KEY } from './keys';

/** Catalog providers with a key `workspace`, for one workspace or below an id for each. */
const PROVIDERS = [
  'bitbucketRepositories',
  'bitbucketWorkspace',
  'bitbucketCloud',
];

const SLUG = /^[a-z0-9_-]+$/i;
const UUID = /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;

/** Returns the configured workspaces, or else those of the catalog providers. */
export function readWorkspaces(
  rootConfig: Config,
  problems: ConfigProblem[],
): BitbucketWorkspaceName[] {
  const value = rootConfig.getOptional(WORKSPACES_KEY);
  if (value !== undefined && !Array.isArray(value)) {
    problems.push({
      key: WORKSPACES_KEY,
      found: 'is not a list',
      remedy: 'Write a list, even for one workspace.',
    });
    return [];
  }
  // Environment variables that are not set leave an empty list.
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((name, index) => {
      const place = toPlace(name);
      if (!place) {
        problems.push({
          key: `${WORKSPACES_KEY}[${index}]`,
          found: `is ${JSON.stringify(
            name,
          )}, which is neither a slug nor a uuid in braces`,
          remedy: `Use the part of the URL after the host, or '{…}' in quotes.`,
        });
      }
      return place ? [place] : [];
    });
  }
  return findProviderWorkspaces(rootConfig);
}

/** The providers report their own problems. */
function findProviderWorkspaces(rootConfig: Config): BitbucketWorkspaceName[] {
  return PROVIDERS.flatMap(name => {
    const provider = rootConfig.getOptional(`catalog.providers.${name}`);
    return [provider, ...Object.values(Object(provider))];
  }).flatMap(entry => toPlace(Object(entry).workspace) ?? []);
}

function toPlace(name: unknown): BitbucketWorkspaceName | undefined {
  if (typeof name !== 'string') {
    return undefined;
  }
  const text = name.trim();
  if (UUID.test(text)) {
    return { uuid: normalizeBitbucketUuid(text) };
  }
  return SLUG.test(text) ? { slug: text.toLowerCase() } : undefined;
}
