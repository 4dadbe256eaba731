/**
 * Bitbucket Cloud in the front end of Backstage.
 *
 * @packageDocumentation
 */
export { bitbucketCloudPlugin } from './plugin';
