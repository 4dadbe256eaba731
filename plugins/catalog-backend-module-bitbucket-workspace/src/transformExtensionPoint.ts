import { createExtensionPoint } from '@backstage/backend-plugin-api';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from './model/transformers';

/**
 * The extension point with which a module of the catalog changes the imported Users and Groups.
 *
 * @public
 */
export interface BitbucketWorkspaceTransformExtensionPoint {
  /**
   * Sets the function that changes each User.
   *
   * @throws ConflictError if one was set before
   */
  setUserTransformer(transformer: BitbucketUserTransformer): void;
  /**
   * Sets the function that changes each Group.
   *
   * @throws ConflictError if one was set before
   */
  setGroupTransformer(transformer: BitbucketGroupTransformer): void;
}

/**
 * The {@link BitbucketWorkspaceTransformExtensionPoint} of the Bitbucket workspaces.
 *
 * @public
 */
export const bitbucketWorkspaceTransformExtensionPoint =
  createExtensionPoint<BitbucketWorkspaceTransformExtensionPoint>({
    id: 'catalog.bitbucket-workspace-transform',
  });
