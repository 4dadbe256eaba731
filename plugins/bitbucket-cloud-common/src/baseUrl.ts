/**
 * The base URL of Bitbucket's pages, of the sign-in page and of the OAuth endpoints.
 *
 * @public
 */
export const BITBUCKET_CLOUD_BASE_URL = 'https://bitbucket.org';
