import { findBitbucketProviderConfigProblems } from '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider';
import {
  findConfigProblems,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { findBitbucketPagesConfigProblems } from '@backstage-bitbucket/plugin-bitbucket-cloud-backend';
import { findBitbucketRepositoriesConfigProblems } from '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-repositories';
import { findBitbucketWorkspaceConfigProblems } from '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace';
import { findBitbucketWebhooksConfigProblems } from '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks';
import { findSignalsConfigProblems } from '@backstage-bitbucket/portal-http';
import { findLimitsConfigProblems } from '@backstage-bitbucket/portal-limits';
import { type Config, ConfigReader } from '@backstage/config';
import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { checkBitbucketHosts } from './signIn';

/** The keys of the modules that read Bitbucket with credentials of their own. */
export const INGESTION_KEYS = [
  'catalog.providers.bitbucketWorkspace',
  'catalog.providers.bitbucketRepositories',
];

const PAGES_KEY = 'bitbucketCloud.workspaces';

/** The checks of the portal's own modules, and the key for a part of the configuration that they cannot read. */
const CHECKS: [(config: Config) => ConfigProblem[], string][] = [
  [findBitbucketProviderConfigProblems, 'auth'],
  [findBitbucketWorkspaceConfigProblems, 'catalog.providers'],
  [findBitbucketRepositoriesConfigProblems, 'catalog.providers'],
  [findBitbucketPagesConfigProblems, PAGES_KEY],
  [findBitbucketWebhooksConfigProblems, 'events.modules.bitbucketCloud'],
  [findLimitsConfigProblems, 'backend.limits'],
  [findSignalsConfigProblems, 'signals.limits'],
];

/**
 * Checks what the portal's own modules would reject at their start, when other modules already write to
 * the database.
 */
export function checkModules(settings: Settings): Finding[] {
  const config = new ConfigReader(settings.data);
  return [
    ...CHECKS.flatMap(([find, key]) => findProblems(() => find(config), key)),
    ...[...INGESTION_KEYS, PAGES_KEY].flatMap(key =>
      settings
        .keys(key)
        .flatMap(id => checkBitbucketHosts(settings, `${key}.${id}`)),
    ),
  ];
}

/** Returns the problems that a check returns or throws, for example for a text instead of an object. */
function findProblems(find: () => ConfigProblem[], key: string): Finding[] {
  let found: ConfigProblem[] = [];
  const thrown = findConfigProblems(() => {
    found = find();
  }, key);
  return [...found, ...thrown].map(each =>
    problem(each.key, each.found, each.remedy),
  );
}
