import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  type BitbucketMember,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type GroupEntity, type UserEntity } from '@backstage/catalog-model';

/** Returns the User of an account, before any transformer. */
export function toUserEntity(
  member: BitbucketMember,
  options: { name: string; namespace: string; memberOf: string[] },
): UserEntity {
  const displayName = member.displayName || member.nickname || undefined;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: options.name,
      namespace: options.namespace,
      annotations: accountAnnotations(member),
      ...linksTo(member.pageUrl),
    },
    spec: {
      profile: {
        ...(displayName && { displayName }),
        ...(member.avatarUrl && { picture: member.avatarUrl }),
      },
      memberOf: options.memberOf,
    },
  };
}

/** Returns the annotations with which the account signs in. */
export function accountAnnotations(
  member: Pick<BitbucketMember, 'uuid' | 'username' | 'accountId'>,
): Record<string, string> {
  return {
    [BITBUCKET_USER_ID_ANNOTATION]: member.uuid,
    ...(member.username && {
      [BITBUCKET_USERNAME_ANNOTATION]: member.username,
    }),
    ...(member.accountId && {
      [BITBUCKET_ACCOUNT_ID_ANNOTATION]: member.accountId,
    }),
  };
}

/** Returns a Group, before any transformer. */
export function toGroupEntity(options: {
  name: string;
  namespace: string;
  type: string;
  displayName: string;
  annotations?: Record<string, string>;
  description?: string;
  avatarUrl?: string;
  pageUrl?: string;
  parent?: string;
  members: string[];
}): GroupEntity {
  const { annotations, name, namespace, type, displayName, description } =
    options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      namespace,
      ...(annotations && { annotations }),
      ...(description && { description }),
      ...linksTo(options.pageUrl),
    },
    spec: {
      type,
      profile: {
        displayName,
        ...(options.avatarUrl && { picture: options.avatarUrl }),
      },
      ...(options.parent && { parent: options.parent }),
      children: [],
      members: options.members,
    },
  };
}

function linksTo(url: string | undefined) {
  return url ? { links: [{ url, title: 'Bitbucket' }] } : {};
}
