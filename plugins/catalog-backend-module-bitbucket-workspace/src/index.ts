/**
 * Imports the members of a Bitbucket Cloud workspace into the Backstage catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleBitbucketWorkspace as default } from './module';
export { findBitbucketWorkspaceConfigProblems } from './config/providerConfig';
export { bitbucketWorkspaceTransformExtensionPoint } from './transformExtensionPoint';
export type { BitbucketWorkspaceTransformExtensionPoint } from './transformExtensionPoint';
export type {
  BitbucketGroupContext,
  BitbucketGroupTransformer,
  BitbucketUserContext,
  BitbucketUserTransformer,
} from './model/transformers';
