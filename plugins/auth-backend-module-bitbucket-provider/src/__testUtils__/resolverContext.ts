import { type UserEntity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { type AuthResolverContext } from '@backstage/plugin-auth-node';
import { type BitbucketProfile, toProfileInfo } from '../account/profile';

export const UUID = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

export const profile: BitbucketProfile = {
  uuid: UUID,
  accountId: '712020:6f1d',
  username: 'mira',
  displayName: 'Mira Lindqvist',
  email: 'mira@harbourbikes.example',
  emails: [],
};

/** A catalog in which each lookup finds one user, or no user without annotations. */
export function contextWith(
  annotations?: Record<string, string>,
  email = profile.email,
) {
  const entity: UserEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'mira', namespace: 'default', annotations },
    spec: { profile: { email } },
  };
  return {
    findCatalogUser: jest.fn(async () => {
      if (!annotations) {
        throw new NotFoundError('User not found');
      }
      return { entity };
    }),
    resolveOwnershipEntityRefs: jest.fn(async () => ({
      ownershipEntityRefs: ['user:default/mira', 'group:default/platform'],
    })),
    issueToken: jest.fn(async ({ claims }) => ({ token: claims.sub })),
    signInWithCatalogUser: jest.fn(),
  } satisfies AuthResolverContext;
}

export function infoOf(fullProfile: BitbucketProfile) {
  return {
    profile: toProfileInfo(fullProfile),
    result: {
      fullProfile,
      session: { accessToken: 'a', tokenType: 'bearer', scope: 'account' },
    },
  };
}
