import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/**
 * The configuration key that lists the workspaces that templates can access.
 *
 * @public
 */
export const ALLOWED_WORKSPACES_KEY = 'scaffolder.bitbucketCloud.workspaces';

/** https://support.atlassian.com/bitbucket-cloud/docs/workspace-ids/ */
const SLUG = /^[a-z0-9_-]+$/;

/**
 * Reads the workspaces that templates can access.
 *
 * @returns slugs in lower case. If the key is missing, the set is empty, and template actions reject
 * every workspace.
 * @throws InputError that names the key, its value and the expected format
 *
 * @public
 */
export function readAllowedWorkspaces(config: Config): ReadonlySet<string> {
  const value = config.getOptional(ALLOWED_WORKSPACES_KEY) ?? [];
  if (!Array.isArray(value)) {
    throw new InputError(
      `${ALLOWED_WORKSPACES_KEY} is not a list. Write a list of workspace slugs, as in [acme].`,
    );
  }
  return new Set(
    value.map((item, index) => {
      const slug = typeof item === 'string' ? item.toLowerCase() : '';
      if (!SLUG.test(slug)) {
        throw new InputError(
          `${ALLOWED_WORKSPACES_KEY}[${index}] is ${JSON.stringify(
            item,
          )}, which is not a workspace slug. Write the part of the address that follows https://bitbucket.org/, as in acme.`,
        );
      }
      return slug;
    }),
  );
}
