import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { type BitbucketComponentTransformer } from './model/transformers';

/**
 * The extension point with which a module of the catalog changes the Components of repositories without
 * a catalog file.
 *
 * @public
 */
export interface BitbucketRepositoriesTransformExtensionPoint {
  /**
   * Sets the function that changes each Component.
   *
   * @throws ConflictError if one was set before
   */
  setComponentTransformer(transformer: BitbucketComponentTransformer): void;
}

/**
 * The {@link BitbucketRepositoriesTransformExtensionPoint} of the Bitbucket repositories.
 *
 * @public
 */
export const bitbucketRepositoriesTransformExtensionPoint =
  createExtensionPoint<BitbucketRepositoriesTransformExtensionPoint>({
    id: 'catalog.bitbucket-repositories-transform',
  });
