/**
 * Annotation of a User entity that holds the uuid of the person's Bitbucket account,
 * with braces: `{768f8c62-…}`. It never changes and is never given to somebody else.
 *
 * @public
 */
export const BITBUCKET_USER_ID_ANNOTATION = 'bitbucket.org/user-id';

/**
 * Annotation of a User entity that holds the person's Bitbucket username.
 * People can change it, and somebody else can then register it.
 *
 * @public
 */
export const BITBUCKET_USERNAME_ANNOTATION = 'bitbucket.org/username';

/**
 * Annotation of a User entity that holds the person's Atlassian account id, for example
 * `557058:1f2e…`. It never changes and is the same in every Atlassian product.
 *
 * @public
 */
export const BITBUCKET_ACCOUNT_ID_ANNOTATION = 'bitbucket.org/account-id';
