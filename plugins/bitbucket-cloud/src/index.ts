/**
 * Bitbucket Cloud in the front end of Backstage.
 *
 * @packageDocumentation
 */
export { bitbucketCloudPlugin } from './plugin';
export * from './conflicts';
export * from './ingestion';
export { BitbucketRequestError } from './request/BitbucketRequestError';
export type { BitbucketClientDependencies } from './request/requestCatalog';
export * from './catalogImport';
export * from './pages';
export * from './scorecard';
export * from './search';
