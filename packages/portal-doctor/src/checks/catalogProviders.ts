import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

const KEY = 'catalog.providers';

/** The packages that read the keys under `catalog.providers`, as their documentation names them. */
const READERS: Record<string, string> = {
  awsS3: '@backstage/plugin-catalog-backend-module-aws',
  azureDevOps: '@backstage/plugin-catalog-backend-module-azure',
  backstageOpenapi:
    '@backstage/plugin-catalog-backend-module-backstage-openapi',
  bitbucketCloud: '@backstage/plugin-catalog-backend-module-bitbucket-cloud',
  bitbucketServer: '@backstage/plugin-catalog-backend-module-bitbucket-server',
  gerrit: '@backstage/plugin-catalog-backend-module-gerrit',
  gitea: '@backstage/plugin-catalog-backend-module-gitea',
  github: '@backstage/plugin-catalog-backend-module-github',
  githubOrg: '@backstage/plugin-catalog-backend-module-github-org',
  gitlab: '@backstage/plugin-catalog-backend-module-gitlab',
  ldapOrg: '@backstage/plugin-catalog-backend-module-ldap',
  microsoftGraphOrg: '@backstage/plugin-catalog-backend-module-msgraph',
  puppetdb: '@backstage/plugin-catalog-backend-module-puppetdb',
};

/** Finds configured Backstage providers that no package of this backend reads. */
export function checkCatalogProviders(
  settings: Settings,
  installed: string[],
): Finding[] {
  return settings
    .keys(KEY)
    .filter(
      name =>
        settings.has(`${KEY}.${name}`) &&
        Object.hasOwn(READERS, name) &&
        !installed.includes(READERS[name]),
    )
    .map(name =>
      problem(
        `${KEY}.${name}`,
        `is not used, because the backend does not have the module ${READERS[name]}`,
        'Remove it, or add the module: ./yarnw workspace backend add <module>, and add it to packages/backend/src/index.ts.',
      ),
    );
}
