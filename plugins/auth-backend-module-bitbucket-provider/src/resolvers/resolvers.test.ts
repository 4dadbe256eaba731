import {
  contextWith,
  infoOf,
  profile,
  UUID,
} from '../__testUtils__/resolverContext';
import { bitbucketSignInResolvers } from './resolvers';

describe('userIdMatchingUserEntityAnnotation', () => {
  const resolve = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation();

  it.each([
    UUID,
    UUID.toUpperCase(),
    UUID.slice(1, -1),
    UUID.slice(1, -1).toUpperCase(),
    ` ${UUID}\n`,
    `{ ${UUID.slice(1, -1)} }`,
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

  it('sends both spellings to the catalog', async () => {
    const ctx = contextWith({ 'bitbucket.org/user-id': UUID });
    await resolve(infoOf(profile), ctx);
    expect(ctx.findCatalogUser).toHaveBeenCalledWith({
      filter: {
        'metadata.annotations.bitbucket.org/user-id': [UUID, UUID.slice(1, -1)],
      },
    });
  });

  it.each([`${UUID}x`, '', '{}', `{${UUID}}`])(
    'does not treat the annotation %p as equal',
    async annotation => {
      const ctx = contextWith({ 'bitbucket.org/user-id': annotation });
      await expect(resolve(infoOf(profile), ctx)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
      expect(ctx.issueToken).not.toHaveBeenCalled();
    },
  );

  it('rejects an account without a user by default', async () => {
    await expect(resolve(infoOf(profile), contextWith())).rejects.toMatchObject(
      { name: 'NotFoundError' },
    );

    const lenient = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation(
      { dangerouslyAllowSignInWithoutUserInCatalog: true },
    );
    const ref = `user:default/${UUID.slice(1, -1)}`;
    const ctx = contextWith();
    await lenient(infoOf(profile), ctx);
    expect(ctx.issueToken).toHaveBeenCalledWith({
      claims: { sub: ref, ent: [ref] },
    });
  });

  it('does not let an account without a user take the name of another user', async () => {
    const lenient =
      bitbucketSignInResolvers.accountIdMatchingUserEntityAnnotation({
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      });
    // The user "712020-6f1d" of the catalog has no Bitbucket account ID.
    const ctx = contextWith({});
    await expect(lenient(infoOf(profile), ctx)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: 'The name 712020-6f1d belongs to another user of this portal.',
    });
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });
});

describe.each(
  Object.keys(bitbucketSignInResolvers) as Array<
    keyof typeof bitbucketSignInResolvers
  >,
)('%s and a user that names an account', name => {
  const identifying = {
    'bitbucket.org/user-id': UUID,
    'bitbucket.org/account-id': '712020:6f1d',
    'bitbucket.org/username': 'mira',
  };
  const resolve = bitbucketSignInResolvers[name]();

  it('signs in the account if all annotations match', async () => {
    await expect(
      resolve(infoOf(profile), contextWith(identifying)),
    ).resolves.toEqual({ token: 'user:default/mira' });
  });

  it.each([
    ['bitbucket.org/user-id', UUID.replace('a1', 'b2')],
    ['bitbucket.org/user-id', 'not a uuid'],
    ['bitbucket.org/account-id', '712020:other'],
    ['bitbucket.org/account-id', '712020:6F1D'],
  ])('rejects the account when %s is %s', async (annotation, value) => {
    const ctx = contextWith({ ...identifying, [annotation]: value });
    const { name: error } = await resolve(infoOf(profile), ctx).then(
      () => ({ name: 'none' }),
      e => e,
    );
    // The resolver that compares this annotation finds no user. The others find another user.
    expect(['NotAllowedError', 'NotFoundError']).toContain(error);
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });

  it.each(['bitbucket.org/user-id', 'bitbucket.org/account-id'])(
    'treats an empty %s as missing',
    async annotation => {
      for (const empty of ['', ' \n']) {
        const ctx = contextWith({ ...identifying, [annotation]: empty });
        const { name: error } = await resolve(infoOf(profile), ctx).then(
          () => ({ name: 'none' }),
          e => e,
        );
        // The resolver that compares this annotation finds no user.
        expect(error).not.toBe('NotAllowedError');
      }
    },
  );

  it('rejects a user with an account ID if Bitbucket returns none', async () => {
    const ctx = contextWith(identifying);
    await expect(
      resolve(infoOf({ ...profile, accountId: undefined }), ctx),
    ).rejects.toThrow();
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });
});

describe('a catalog that fails', () => {
  it.each(
    Object.keys(bitbucketSignInResolvers) as Array<
      keyof typeof bitbucketSignInResolvers
    >,
  )('ends %s with a clear message', async name => {
    const ctx = contextWith({});
    const failure = new Error('Request failed with 503, see http://10.0.0.7');
    jest.mocked(ctx.findCatalogUser).mockRejectedValue(failure);
    const resolve = bitbucketSignInResolvers[name]();
    await expect(resolve(infoOf(profile), ctx)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^The catalog of this portal does not respond, [^/]*$/,
      ),
      cause: failure,
    });
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });
});

describe('a token that cannot be issued', () => {
  const failure = new Error('connect ECONNREFUSED 10.0.0.9:5432');
  it.each([
    ['of a user', { 'bitbucket.org/user-id': UUID }],
    ['without one', undefined],
  ])('ends a sign-in %s with a clear message', async (_, annotations) => {
    const ctx = contextWith(annotations);
    ctx.issueToken.mockRejectedValue(failure);
    const resolve = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation(
      {
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
    );
    await expect(resolve(infoOf(profile), ctx)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^This portal cannot open a session [^:]*$/,
      ),
      cause: failure,
    });
  });
});

describe('an account without a user', () => {
  const lenient = { dangerouslyAllowSignInWithoutUserInCatalog: true };
  const byAccountId =
    bitbucketSignInResolvers.accountIdMatchingUserEntityAnnotation(lenient);

  it.each([
    'usernameMatchingUserEntityAnnotation',
    'emailMatchingUserEntityProfileEmail',
    'emailLocalPartMatchingUserEntityName',
  ] as const)('gets no name from %s', name => {
    expect(() => bitbucketSignInResolvers[name](lenient)).toThrow(
      /is accepted only by userIdMatchingUserEntityAnnotation and accountId/,
    );
  });

  it.each([
    'emailMatchingUserEntityProfileEmail',
    'emailLocalPartMatchingUserEntityName',
  ] as const)('gets a name from %s in the domains of the company', name => {
    const options = { ...lenient, allowedDomains: ['harbourbikes.example'] };
    expect(() => bitbucketSignInResolvers[name](options)).not.toThrow();
  });

  it.each(['a/b', 'a b'])('gets no name such as %p', async accountId => {
    const ctx = contextWith();
    await expect(
      byAccountId(infoOf({ ...profile, accountId }), ctx),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });

  it('gets the account ID with a dash instead of the colon', async () => {
    const ctx = contextWith();
    await byAccountId(infoOf(profile), ctx);
    const ref = 'user:default/712020-6f1d';
    expect(ctx.issueToken).toHaveBeenCalledWith({
      claims: { sub: ref, ent: [ref] },
    });
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

  it.each([value, ` ${value} `])('finds the annotation %j', async same => {
    await expect(
      resolve(infoOf(profile), contextWith({ [annotation]: same })),
    ).resolves.toEqual({ token: 'user:default/mira' });
  });

  it.each([value.toUpperCase(), `${value}2`])(
    'does not treat %p as equal',
    async other => {
      await expect(
        resolve(infoOf(profile), contextWith({ [annotation]: other })),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    },
  );

  it('reports that Bitbucket does not return it', async () => {
    await expect(
      resolve(
        infoOf({ ...profile, [field]: undefined }),
        contextWith({ [annotation]: value }),
      ),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('Bitbucket does not return'),
    });
  });
});
