/**
 * Pull requests, pipelines and deployments of Bitbucket Cloud for the entities of the catalog.
 *
 * @packageDocumentation
 */
export { bitbucketCloudPlugin as default } from './plugin';
export { findBitbucketPagesConfigProblems } from './config/pagesConfig';
