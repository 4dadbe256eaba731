import {
  type BitbucketMember,
  type BitbucketProject,
  type BitbucketWorkspace,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type GroupEntity, type UserEntity } from '@backstage/catalog-model';

/**
 * The context that a {@link BitbucketUserTransformer} receives with the User.
 *
 * @public
 */
export interface BitbucketUserContext {
  /** The account. */
  member: BitbucketMember;
}

/**
 * Changes a User before the provider sends it to the catalog. The provider calls it for every member in
 * every run, so it must return the same User for the same account.
 *
 * The provider restores the kind and the annotations of the account. It restores the name and the
 * namespace if another source has the ref, or if the name is not bound to the account. A name is bound
 * if it ends with a dash and the first eight digits of the account's uuid, or the whole uuid. With the
 * key `dangerouslyAllowNamesFromTransformers` of the provider, it also accepts other names, except those
 * that the configuration names or that another account had. Such names must not come from values that
 * users choose at Bitbucket. The provider keeps memberships that the transformer adds.
 *
 * @returns the User, or undefined to omit the member
 *
 * @public
 */
export type BitbucketUserTransformer = (
  user: UserEntity,
  context: BitbucketUserContext,
) => UserEntity | undefined | Promise<UserEntity | undefined>;

/**
 * The context that a {@link BitbucketGroupTransformer} receives with the Group.
 *
 * @public
 */
export interface BitbucketGroupContext {
  /** What the Group represents. */
  of: 'workspace' | 'owners' | 'project';
  /** The workspace. */
  workspace: BitbucketWorkspace;
  /** The project, if the Group represents one. */
  project?: BitbucketProject;
}

/**
 * Changes a Group before the provider sends it to the catalog.
 *
 * The provider restores the kind, and the name under the same conditions as for a User. The name of the
 * owners' Group is bound if
 * `-owners` follows the uuid. For a Group whose name is not bound, its members have it in `memberOf`
 * from the second run on.
 *
 * @returns the Group, or undefined to omit it
 *
 * @public
 */
export type BitbucketGroupTransformer = (
  group: GroupEntity,
  context: BitbucketGroupContext,
) => GroupEntity | undefined | Promise<GroupEntity | undefined>;
