import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleBitbucketRepositories } from './module';
import { storedFilesReaderFactory } from './reader/storedFilesReaderFactory';

/**
 * Brings the repositories of a Bitbucket Cloud workspace into the Backstage catalog.
 *
 * @packageDocumentation
 */
export { findBitbucketRepositoriesConfigProblems } from './config/providerConfig';
export { bitbucketRepositoriesTransformExtensionPoint } from './transformExtensionPoint';
export type { BitbucketRepositoriesTransformExtensionPoint } from './transformExtensionPoint';
export type {
  BitbucketComponentContext,
  BitbucketComponentTransformer,
} from './model/transformers';

/**
 * Adds a Location for each catalog file in the repositories of the workspaces under
 * `catalog.providers.bitbucketRepositories`.
 *
 * @public
 */
export default createBackendFeatureLoader({
  loader: () => [catalogModuleBitbucketRepositories, storedFilesReaderFactory],
});
