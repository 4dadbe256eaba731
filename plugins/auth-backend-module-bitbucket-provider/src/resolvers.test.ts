import { UserEntity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { BitbucketProfile, createProfile, toProfileInfo } from './profile';
import { bitbucketSignInResolvers } from './resolvers';

const UUID = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

const profile: BitbucketProfile = {
  uuid: UUID,
  accountId: '712020:6f1d',
  username: 'mira',
  displayName: 'Mira Lindqvist',
  email: 'mira@harbourbikes.example',
  emails: [],
};

/** A catalog in which each lookup finds that one User. */
function contextWith(annotations?: Record<string, string>) {
  const entity: UserEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'mira', namespace: 'default', annotations },
    spec: {},
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
    signInWithCatalogUser: jest.fn(async () => ({ token: 'by-catalog' })),
  } satisfies AuthResolverContext;
}

function infoOf(fullProfile: BitbucketProfile) {
  return {
    profile: toProfileInfo(fullProfile),
    result: {
      fullProfile,
      session: { accessToken: 'a', tokenType: 'bearer', scope: 'account' },
    },
  };
}

describe('userIdMatchingUserEntityAnnotation', () => {
  const resolve = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation();

  it.each([
    UUID,
    UUID.toUpperCase(),
    UUID.slice(1, -1),
    UUID.slice(1, -1).toUpperCase(),
  ])('finds the annotation %s', async annotation => {
    const ctx = contextWith({ 'bitbucket.org/user-id': annotation });
    await expect(resolve(infoOf(profile), ctx)).resolves.toEqual({
      token: 'user:default/mira',
    });
    expect(ctx.issueToken).toHaveBeenCalledWith({
      claims: {
        sub: 'user:default/mira',
        ent: ['user:default/mira', 'group:default/platform'],
      },
    });
  });

  it('asks the catalog for both spellings', async () => {
    const ctx = contextWith({ 'bitbucket.org/user-id': UUID });
    await resolve(infoOf(profile), ctx);
    expect(ctx.findCatalogUser).toHaveBeenCalledWith({
      filter: [UUID, UUID.slice(1, -1)].map(value => ({
        kind: 'user',
        'metadata.annotations.bitbucket.org/user-id': value,
      })),
    });
  });

  it.each([`${UUID}x`, '', '{}', `{${UUID}}`])(
    'does not take the annotation %p for the same',
    async annotation => {
      const ctx = contextWith({ 'bitbucket.org/user-id': annotation });
      await expect(resolve(infoOf(profile), ctx)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
      expect(ctx.issueToken).not.toHaveBeenCalled();
    },
  );

  it('refuses a person without a User unless told otherwise', async () => {
    await expect(resolve(infoOf(profile), contextWith())).rejects.toMatchObject(
      { name: 'NotFoundError' },
    );

    const lenient = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation(
      { dangerouslyAllowSignInWithoutUserInCatalog: true },
    );
    const ctx = contextWith();
    await lenient(infoOf(profile), ctx);
    const name = UUID.slice(1, -1);
    expect(ctx.signInWithCatalogUser).toHaveBeenCalledWith(
      { entityRef: { name } },
      { dangerousEntityRefFallback: { entityRef: { name } } },
    );
  });
});

describe.each([
  {
    resolver: 'accountIdMatchingUserEntityAnnotation' as const,
    annotation: 'bitbucket.org/account-id',
    value: '712020:6f1d',
    field: 'accountId' as const,
  },
  {
    resolver: 'usernameMatchingUserEntityAnnotation' as const,
    annotation: 'bitbucket.org/username',
    value: 'mira',
    field: 'username' as const,
  },
])('$resolver', ({ resolver, annotation, value, field }) => {
  const resolve = bitbucketSignInResolvers[resolver]();

  it('finds the exact annotation', async () => {
    await expect(
      resolve(infoOf(profile), contextWith({ [annotation]: value })),
    ).resolves.toEqual({ token: 'user:default/mira' });
  });

  it.each([value.toUpperCase(), `${value} `, `${value}2`])(
    'does not take %p for the same',
    async other => {
      await expect(
        resolve(infoOf(profile), contextWith({ [annotation]: other })),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    },
  );

  it('says so when Bitbucket does not tell it', async () => {
    await expect(
      resolve(
        infoOf({ ...profile, [field]: undefined }),
        contextWith({ [annotation]: value }),
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });
});

describe.each([
  'emailMatchingUserEntityProfileEmail',
  'emailLocalPartMatchingUserEntityName',
] as const)('%s', name => {
  it('signs in by a confirmed address', async () => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]()(infoOf(profile), ctx),
    ).resolves.toEqual({ token: 'by-catalog' });
  });

  it('tells a person without one what to do', async () => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]()(
        infoOf({ ...profile, email: undefined }),
        ctx,
      ),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('Confirm it in your Bitbucket email'),
    });
    expect(ctx.signInWithCatalogUser).not.toHaveBeenCalled();
  });

  it.each([
    [['harbourbikes.example'], true],
    [['HarbourBikes.Example'], true],
    [['bikes.example'], false],
    [['evil.harbourbikes.example'], false],
    [[], false],
  ])('with allowedDomains %p lets the person in: %p', async (allowed, lets) => {
    const ctx = contextWith({});
    await bitbucketSignInResolvers[name]({ allowedDomains: allowed })(
      infoOf(profile),
      ctx,
    ).catch(() => {});
    expect(ctx.signInWithCatalogUser).toHaveBeenCalledTimes(lets ? 1 : 0);
  });

  it('takes the domain of a@evil.example@harbourbikes.example from the end', async () => {
    const ctx = contextWith({});
    const email = 'a@harbourbikes.example@evil.example';
    await expect(
      bitbucketSignInResolvers[name]({
        allowedDomains: ['harbourbikes.example'],
      })(infoOf({ ...profile, email }), ctx),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });
});

describe('createProfile', () => {
  const confirmed = { address: 'c@x.example', primary: false, confirmed: true };

  it.each([
    [
      'the confirmed primary',
      [confirmed, { ...confirmed, address: 'p@x.example', primary: true }],
      'p@x.example',
    ],
    ['no secondary', [confirmed], undefined],
    [
      'no unconfirmed primary',
      [
        confirmed,
        {
          ...confirmed,
          address: 'p@x.example',
          primary: true,
          confirmed: false,
        },
      ],
      undefined,
    ],
    ['nothing of nothing', [], undefined],
  ])('takes %s as the address', (_, emails, expected) => {
    expect(createProfile({ uuid: UUID }, emails).email).toBe(expected);
  });
});
