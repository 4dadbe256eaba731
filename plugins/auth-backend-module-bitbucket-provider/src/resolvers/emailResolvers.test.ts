import {
  contextWith as contextOf,
  infoOf,
  profile as sample,
} from '../__testUtils__/resolverContext';
import { bitbucketSignInResolvers } from './resolvers';

// The domain has an i, which Unicode has in several forms.
const profile = { ...sample, email: 'mira@kiosk.example' };

/** A catalog whose user has the address of the profile, unless the test gives another one. */
const contextWith = (
  annotations?: Record<string, string>,
  email: string | undefined = profile.email,
) => contextOf(annotations, email);

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
    [['kiosk.example'], true],
    [['Kiosk.Example'], true],
    [['osk.example'], false],
    [['evil.kiosk.example'], false],
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
    'mira@kiosk.example@evil.example',
    'mira@evil.example@kiosk.example',
    '"mira@evil.example"@kiosk.example',
    'mira+test@kiosk.example',
    'mir\u0430@kiosk.example',
    'M\u0130ra@kiosk.example',
    'mira@k\u0131osk.example',
    'mira@kiosk.example.evil.example',
    ' mira@kiosk.example',
    'mira',
    '@kiosk.example',
  ])('does not treat %p as mira@kiosk.example', async email => {
    const ctx = contextWith({});
    await expect(
      bitbucketSignInResolvers[name]({
        allowedDomains: ['kiosk.example'],
      })(infoOf({ ...profile, email }), ctx),
    ).rejects.toThrow();
    expect(ctx.issueToken).not.toHaveBeenCalled();
  });
});

describe('emailMatchingUserEntityProfileEmail', () => {
  const resolve = bitbucketSignInResolvers.emailMatchingUserEntityProfileEmail;

  it.each([
    ['mira@kiosk.example', 'mira@Kiosk.example', {}, true],
    ['Mira@kiosk.example', 'mira@kiosk.example', {}, false],
    ['Mira@kiosk.example', 'mira@kiosk.example', { ignoreCase: true }, true],
    [
      '\u212Ait@kiosk.example',
      'kit@kiosk.example',
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
    const domains = ['kiosk.example', 'subsidiary.example'];
    expect(() => resolve({ allowedDomains: domains })).toThrow(
      /has more than one domain.*allowedDomains/,
    );
    expect(() =>
      resolve({ allowedDomains: [domains[0], 'Kiosk.Example'] }),
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
      const email = `${localPart}@kiosk.example`;
      await resolve(options)(infoOf({ ...profile, email }), ctx).catch(
        () => {},
      );
      expect(ctx.issueToken).toHaveBeenCalledTimes(lets ? 1 : 0);
    },
  );
});
