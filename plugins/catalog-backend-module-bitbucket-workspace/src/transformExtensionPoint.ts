import { createExtensionPoint } from '@backstage/backend-plugin-api';
import {
  BitbucketGroupTransformer,
  BitbucketUserTransformer,
} from './model/transformers';

/**
 * Where a module of the catalog changes what becomes of people and groups.
 *
 * @public
 */
export interface BitbucketWorkspaceTransformExtensionPoint {
  /**
   * Sets what changes each User.
   *
   * @throws ConflictError when one was set before
   */
  setUserTransformer(transformer: BitbucketUserTransformer): void;
  /**
   * Sets what changes each Group.
   *
   * @throws ConflictError when one was set before
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
