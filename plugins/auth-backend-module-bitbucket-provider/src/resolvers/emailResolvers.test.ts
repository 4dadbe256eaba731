import { contextWith, infoOf, profile } from '../__testUtils__/resolverContext';
import { bitbucketSignInResolvers } from './resolvers';

describe.each([
  'emailMatchingUserEntityProfileEmail',
  'emailLocalPartMatchingUserEntityName',
] as const)('%s', name => {
  it('signs in by a confirmed address', async () => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]()(infoOf(profile), ctx),
    ).resolves.toEqual({ token: 'user:default/mira' });
  });

  it('explains the remedy to a user without one', async () => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]()(
        infoOf({ ...profile, email: undefined }),
        ctx,
      ),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('Confirm it in your Bitbucket email'),
    });
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });

  it.each([
    [['harbourbikes.example'], true],
    [['HarbourBikes.Example'], true],
    [['bikes.example'], false],
    [['evil.harbourbikes.example'], false],
  ])(
    'with allowedDomains %p accepts the account: %p',
    async (allowed, lets) => {
      const ctx = contextWith({});
      await bitbucketSignInResolvers[name]({ allowedDomains: allowed })(
        infoOf(profile),
        ctx,
      ).catch(() => {});
      expect(ctx.issueToken).toHaveBeenCalledTimes(lets ? 1 : 0);
    },
  );

  it('rejects an empty list of domains', () => {
    expect(() =>
      bitbucketSignInResolvers[name]({ allowedDomains: [] }),
    ).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it.each([
    'mira@harbourbikes.example@evil.example',
    'mira@evil.example@harbourbikes.example',
    '"mira@evil.example"@harbourbikes.example',
    'mira+test@harbourbikes.example',
    'mir\u0430@harbourbikes.example',
    'M\u0130ra@harbourbikes.example',
    'mira@harbourb\u0131kes.example',
    'mira@harbourbikes.example.evil.example',
    ' mira@harbourbikes.example',
    'mira',
    '@harbourbikes.example',
  ])('does not treat %p as mira@harbourbikes.example', async email => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]({
        allowedDomains: ['harbourbikes.example'],
      })(infoOf({ ...profile, email }), ctx),
    ).rejects.toThrow();
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });
});

describe('emailMatchingUserEntityProfileEmail', () => {
  const resolve = bitbucketSignInResolvers.emailMatchingUserEntityProfileEmail;

  it.each([
    ['mira@harbourbikes.example', 'mira@HarbourBikes.example', {}, true],
    ['Mira@harbourbikes.example', 'mira@harbourbikes.example', {}, false],
    [
      'Mira@harbourbikes.example',
      'mira@harbourbikes.example',
      { ignoreCase: true },
      true,
    ],
    [
      '\u212Ait@harbourbikes.example',
      'kit@harbourbikes.example',
      { ignoreCase: true },
      false,
    ],
  ])(
    'account %p, user %p, options %p: %p',
    async (email, userEmail, options, lets) => {
      const ctx = contextWith({}, userEmail);
      await resolve(options)(infoOf({ ...profile, email }), ctx).catch(
        () => {},
      );
      expect(ctx.issueToken).toHaveBeenCalledTimes(lets ? 1 : 0);
    },
  );
});

describe('emailLocalPartMatchingUserEntityName', () => {
  const resolve = bitbucketSignInResolvers.emailLocalPartMatchingUserEntityName;

  it('accepts only one domain, because the same local part in another domain can belong to another account', () => {
    const domains = ['harbourbikes.example', 'subsidiary.example'];
    expect(() => resolve({ allowedDomains: domains })).toThrow(
      /has more than one domain.*allowedDomains/,
    );
    expect(() =>
      resolve({ allowedDomains: [domains[0], 'HarbourBikes.Example'] }),
    ).not.toThrow();
    expect(() =>
      bitbucketSignInResolvers.emailMatchingUserEntityProfileEmail({
        allowedDomains: domains,
      }),
    ).not.toThrow();
  });

  it.each([
    ['mira', {}, true],
    ['Mira', {}, false],
    ['MIRA', { ignoreCase: true }, true],
    ['m\u0131ra', { ignoreCase: true }, false],
  ])(
    'local part %p, user mira, options %p: %p',
    async (localPart, options, lets) => {
      const ctx = contextWith({});
      const email = `${localPart}@harbourbikes.example`;
      await resolve(options)(infoOf({ ...profile, email }), ctx).catch(
        () => {},
      );
      expect(ctx.issueToken).toHaveBeenCalledTimes(lets ? 1 : 0);
    },
  );
});
