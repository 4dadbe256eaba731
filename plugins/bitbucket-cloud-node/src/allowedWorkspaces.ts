import { type Config } from '@backstage/config';
import { ConfigProblemError } from './ConfigProblem';

/**
 * The configuration key that lists the workspaces to which the portal writes with the credentials under
 * `integrations.bitbucketCloud`: in templates, and in pull requests of the import.
 *
 * @public
 */
export const ALLOWED_WORKSPACES_KEY = 'scaffolder.bitbucketCloud.workspaces';

/** https://support.atlassian.com/bitbucket-cloud/docs/workspace-ids/ */
const SLUG = /^[a-z0-9_-]+$/;

/**
 * Reads the workspaces to which the portal writes with the credentials under `integrations.bitbucketCloud`.
 *
 * @returns slugs in lower case. If the key is missing, the set is empty, and the portal writes to no workspace.
 * @throws ConfigProblemError that names the key, its value and the expected format
 *
 * @public
 */
export function readAllowedWorkspaces(config: Config): ReadonlySet<string> {
  const value = config.getOptional(ALLOWED_WORKSPACES_KEY) ?? [];
  if (!Array.isArray(value)) {
    throw new ConfigProblemError({
      key: ALLOWED_WORKSPACES_KEY,
      found: 'is not a list',
      remedy: 'Write a list of workspace slugs, as in [acme].',
    });
  }
  return new Set(
    value.map((item, index) => {
      const slug = typeof item === 'string' ? item.toLowerCase() : '';
      if (!SLUG.test(slug)) {
        throw new ConfigProblemError({
          key: `${ALLOWED_WORKSPACES_KEY}[${index}]`,
          found: `is ${JSON.stringify(item)}, which is not a workspace slug`,
          remedy:
            'Write the part of the address that follows https://bitbucket.org/, as in acme.',
        });
      }
      return slug;
    }),
  );
}
