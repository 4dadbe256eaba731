/**
 * Bitbucket Cloud in the front end of Backstage.
 *
 * @packageDocumentation
 */
export { bitbucketCloudFrontendPlugin as default } from './bitbucketCloudFrontendPlugin';
export { bitbucketCatalogImportModule } from './catalogImport/bitbucketCatalogImportModule';
