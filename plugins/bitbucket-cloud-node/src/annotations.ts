export { BITBUCKET_REPO_SLUG_ANNOTATION } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * Annotation of a User entity with the uuid of the user's Bitbucket account, in braces: `{768f8c62-…}`.
 * It never changes, and always belongs to the same account.
 *
 * @public
 */
export const BITBUCKET_USER_ID_ANNOTATION = 'bitbucket.org/user-id';

/**
 * Annotation of a User entity with the user's Bitbucket username. A user can change it, and another
 * account can then register it.
 *
 * @public
 */
export const BITBUCKET_USERNAME_ANNOTATION = 'bitbucket.org/username';

/**
 * Annotation of a User entity with the user's Atlassian account ID, for example `557058:1f2e…`. It never
 * changes and is the same in every Atlassian product.
 *
 * @public
 */
export const BITBUCKET_ACCOUNT_ID_ANNOTATION = 'bitbucket.org/account-id';

/**
 * Annotation of software with the uuid of its repository, in braces. It never changes.
 *
 * @public
 */
export const BITBUCKET_REPO_UUID_ANNOTATION = 'bitbucket.org/repo-uuid';

/**
 * Annotation of a Group or a System with its project at Bitbucket: `acme/BOOK`, the slug of the workspace and the key of the
 * project.
 *
 * @public
 */
export const BITBUCKET_PROJECT_KEY_ANNOTATION = 'bitbucket.org/project-key';
