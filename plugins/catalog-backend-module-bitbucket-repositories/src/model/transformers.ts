import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type ComponentEntity } from '@backstage/catalog-model';

/**
 * The context that a {@link BitbucketComponentTransformer} receives with the Component.
 *
 * @public
 */
export interface BitbucketComponentContext {
  /** The repository, which has no catalog file. */
  repository: BitbucketRepository;
}

/**
 * Changes the Component of a repository without a catalog file, before the provider sends it to the
 * catalog. The provider calls it in every run for every such repository, so it must return the same
 * Component for the same repository.
 *
 * The provider restores the kind, the namespace, the name and the annotations of the repository. The owner must not come
 * from values that users choose at Bitbucket, such as the name of a repository.
 *
 * @returns the Component, or undefined to omit the repository
 *
 * @public
 */
export type BitbucketComponentTransformer = (
  component: ComponentEntity,
  context: BitbucketComponentContext,
) => ComponentEntity | undefined | Promise<ComponentEntity | undefined>;
