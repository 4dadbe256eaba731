import {
  BitbucketMember,
  BitbucketProject,
  BitbucketWorkspace,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { GroupEntity, UserEntity } from '@backstage/catalog-model';

/**
 * What a {@link BitbucketUserTransformer} is told besides the User.
 *
 * @public
 */
export interface BitbucketUserContext {
  /** The account. */
  member: BitbucketMember;
}

/**
 * Changes a User before it comes into the catalog. It is called for everybody in every run, so the
 * same account must give the same User.
 *
 * The provider restores the kind and the annotations of the account. It restores the name and the
 * namespace where another source has the ref, or where the name is not bound to the account: a name is
 * bound if it ends in a dash and the first eight digits of the account's uuid, or the whole uuid. With the key
 * `dangerouslyAllowNamesFromTransformers` of the provider, it also accepts other names, except those
 * that the configuration names or that another account had. Such names must not come from anything
 * that people choose at Bitbucket. Memberships that the transformer adds are kept.
 *
 * @returns the User, or undefined to leave the person out
 *
 * @public
 */
export type BitbucketUserTransformer = (
  user: UserEntity,
  context: BitbucketUserContext,
) => UserEntity | undefined | Promise<UserEntity | undefined>;

/**
 * What a {@link BitbucketGroupTransformer} is told besides the Group.
 *
 * @public
 */
export interface BitbucketGroupContext {
  /** What the Group stands for. */
  of: 'workspace' | 'owners' | 'project';
  /** The workspace. */
  workspace: BitbucketWorkspace;
  /** The project, where it stands for one. */
  project?: BitbucketProject;
}

/**
 * Changes a Group before it comes into the catalog.
 *
 * The provider restores the kind, and the name under the same conditions as for a User. The name of the
 * owners' Group is bound if `-owners` follows the uuid. A Group with a name that is not bound has its
 * members' `memberOf` from the second run on.
 *
 * @returns the Group, or undefined to leave it out
 *
 * @public
 */
export type BitbucketGroupTransformer = (
  group: GroupEntity,
  context: BitbucketGroupContext,
) => GroupEntity | undefined | Promise<GroupEntity | undefined>;
