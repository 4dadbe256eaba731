/**
 * Annotation of software with the slugs of its workspace and its repository, for example
 * `acme/booking-service`. Both change if they are renamed at Bitbucket.
 *
 * @public
 */
export const BITBUCKET_REPO_SLUG_ANNOTATION = 'bitbucket.org/repo-slug';
