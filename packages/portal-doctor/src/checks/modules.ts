import { findBitbucketProviderConfigProblems } from '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider';
import { findBitbucketWorkspaceConfigProblems } from '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace';
import { type Config, ConfigReader } from '@backstage/config';
import {
  readAllowedWorkspaces,
  ALLOWED_WORKSPACES_KEY,
} from '@backstage-bitbucket/portal-limits';
import { readConnectionCounts } from '@backstage-bitbucket/portal-http';
import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { checkBitbucketHosts } from './signIn';

const WORKSPACES_KEY = 'catalog.providers.bitbucketWorkspace';

/**
 * Checks what the portal's own modules would reject at their start, when other modules already write to
 * the database.
 */
export function checkModules(settings: Settings): Finding[] {
  const config = new ConfigReader(settings.data);
  return [
    ...ask(findBitbucketProviderConfigProblems, config, 'auth'),
    ...ask(findBitbucketWorkspaceConfigProblems, config, 'catalog.providers'),
    ...ask(rethrow(readAllowedWorkspaces), config, ALLOWED_WORKSPACES_KEY),
    ...ask(rethrow(readConnectionCounts), config, 'signals.limits'),
    ...settings
      .keys(WORKSPACES_KEY)
      .flatMap(id => checkBitbucketHosts(settings, `${WORKSPACES_KEY}.${id}`)),
  ];
}

/** Reading throws the problem, and {@link ask} reports it. */
function rethrow(read: (config: Config) => unknown) {
  return (config: Config) => {
    read(config);
    return [];
  };
}

function ask(
  find: (config: Config) => string[],
  config: Config,
  key: string,
): Finding[] {
  try {
    return find(config).map(text => toFinding(text, key));
  } catch (error) {
    // For example, a text instead of an object.
    return [toFinding((error as Error).message, key)];
  }
}

/** The message of a module begins with the key. The remedy follows the first sentence. */
function toFinding(text: string, otherKey: string): Finding {
  const [, key, found, remedy] =
    /^([\w-]+(?:\.[\w-]+|\[\d+\])+):? ([^]*?)(?:\. ([^]+))?$/.exec(text) ?? [];
  return problem(
    key ?? otherKey,
    (found ?? `cannot be read: ${text}`).replace(/\.$/, ''),
    remedy ?? 'See docs/operate/configuration.md for the supported keys.',
  );
}
