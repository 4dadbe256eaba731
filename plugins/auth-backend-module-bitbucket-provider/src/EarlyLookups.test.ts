import { BitbucketAccount } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  OAuthAuthenticatorResult,
} from '@backstage/plugin-auth-node';
import { setImmediate } from 'node:timers/promises';
import { contextWith, UUID } from './__testUtils__/resolverContext';
import {
  bitbucketAuthenticator,
  BitbucketAuthenticatorContext,
} from './oauth/authenticator';
import { BitbucketSignInResolver } from './resolvers/createUserResolver';
import { EarlyLookups } from './EarlyLookups';
import { BitbucketProfile, createProfile } from './account/profile';

type Input = Parameters<typeof bitbucketAuthenticator.refresh>[0];

const questionFor = (name?: string): AuthResolverCatalogUserQuery => ({
  filter: { 'metadata.annotations.bitbucket.org/username': name ?? '' },
});

const byUsername: BitbucketSignInResolver = Object.assign(
  async () => ({ token: '' }),
  {
    queryOf: ({ username }: BitbucketAccount) =>
      username ? questionFor(username) : undefined,
  },
);

/** A Bitbucket that tells of an account, and of its addresses when it is told to. */
function setUp(resolver = byUsername) {
  const ctx = contextWith({});
  const lookups = new EarlyLookups(resolver, ctx);
  const bitbucket = {
    account: { uuid: UUID, username: 'mira' } as BitbucketAccount,
    refreshToken: 'first' as string | undefined,
    /** Called before it says whose account it is. */
    beforeAccount: () => {},
    /** Called while the addresses are awaited. */
    beforeEmails: () => {},
  };
  const answer = async (
    _: unknown,
    { onAccount }: BitbucketAuthenticatorContext,
  ): Promise<OAuthAuthenticatorResult<BitbucketProfile>> => {
    await setImmediate();
    bitbucket.beforeAccount();
    const account = { ...bitbucket.account };
    onAccount?.(account);
    bitbucket.beforeEmails();
    return {
      fullProfile: createProfile(account, []),
      session: {
        accessToken: 'a',
        tokenType: 'bearer',
        scope: 'account',
        refreshToken: bitbucket.refreshToken,
      },
    };
  };
  const { authenticate, refresh } = lookups.watch({
    ...bitbucketAuthenticator,
    authenticate: answer,
    refresh: answer,
  });
  const own = {} as BitbucketAuthenticatorContext;
  const resolve = async (result: ReturnType<typeof answer>) => {
    const { fullProfile } = await result;
    return lookups
      .contextFor(fullProfile, ctx)
      .findCatalogUser(questionFor(fullProfile.username));
  };
  return {
    bitbucket,
    ctx,
    /** What a resolver gets after a sign-in. */
    contextAfter: async () => {
      const { fullProfile } = await authenticate({} as Input, own);
      return lookups.contextFor(fullProfile, ctx);
    },
    asked: ctx.findCatalogUser as jest.Mock,
    signIn: () => resolve(authenticate({} as Input, own)),
    refresh: (refreshToken: string) =>
      resolve(refresh({ refreshToken } as Input, own)),
  };
}

describe('EarlyLookups at a sign-in', () => {
  it('asks the catalog while Bitbucket has more to say, and only once', async () => {
    const { bitbucket, asked, signIn } = setUp();
    bitbucket.beforeAccount = () => expect(asked).not.toHaveBeenCalled();
    bitbucket.beforeEmails = () =>
      expect(asked.mock.calls).toEqual([[questionFor('mira')]]);
    const { entity } = await signIn();
    expect(entity.metadata.name).toBe('mira');
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('leaves everything else to the context', async () => {
    const { ctx, asked, contextAfter } = setUp();
    const own = await contextAfter();
    asked.mockClear();
    const { entity } = await own.findCatalogUser(questionFor('someone-else'));
    expect(asked.mock.calls).toEqual([[questionFor('someone-else')]]);
    await own.issueToken({ claims: { sub: 'user:default/mira' } });
    expect(ctx.issueToken).toHaveBeenCalledTimes(1);
    await own.signInWithCatalogUser(questionFor('mira'));
    expect(ctx.signInWithCatalogUser).toHaveBeenCalledTimes(1);
    await own.resolveOwnershipEntityRefs(entity);
    expect(ctx.resolveOwnershipEntityRefs).toHaveBeenCalledTimes(1);
  });

  it('gives the answer away once', async () => {
    const { asked, contextAfter } = setUp();
    const own = await contextAfter();
    asked.mockClear();
    await own.findCatalogUser(questionFor('mira'));
    expect(asked).not.toHaveBeenCalled();
    await own.findCatalogUser(questionFor('mira'));
    expect(asked.mock.calls).toEqual([[questionFor('mira')]]);
  });

  it('does not take a question for another that is the same in JSON', async () => {
    const { asked, contextAfter } = setUp();
    const own = await contextAfter();
    asked.mockClear();
    const { filter } = questionFor('mira') as { filter: object };
    // As the catalog's CATALOG_FILTER_EXISTS, which JSON leaves out.
    const narrower: any = {
      filter: { ...filter, 'metadata.labels.approved': Symbol('exists') },
    };
    await own.findCatalogUser(narrower);
    expect(asked.mock.calls).toEqual([[narrower]]);
  });

  it('asks nothing where the account does not tell whom to look for', async () => {
    const withoutName = setUp();
    withoutName.bitbucket.account = { uuid: UUID };
    withoutName.bitbucket.beforeEmails = () =>
      expect(withoutName.asked).not.toHaveBeenCalled();
    await withoutName.signIn();
    expect(withoutName.asked).toHaveBeenCalledTimes(1);

    const ofAFork = setUp(async () => ({ token: '' }));
    ofAFork.bitbucket.beforeEmails = () =>
      expect(ofAFork.asked).not.toHaveBeenCalled();
    await ofAFork.signIn();
    expect(ofAFork.asked).toHaveBeenCalledTimes(1);
  });

  it('tells whoever waits that the catalog failed, and nobody else', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { bitbucket, asked, signIn } = setUp();
    asked.mockImplementation(async () => {
      throw new NotFoundError('User not found');
    });
    await expect(signIn()).rejects.toThrow('User not found');
    bitbucket.beforeEmails = () => {
      throw new Error('Bitbucket answered 503');
    };
    await expect(signIn()).rejects.toThrow('Bitbucket answered 503');
    // Node tells of one before it goes on to this.
    await setImmediate();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('EarlyLookups at a refresh', () => {
  /** Refreshes, and returns whom the catalog was asked for before and after Bitbucket told the account. */
  async function refresh(
    { bitbucket, asked, ...portal }: ReturnType<typeof setUp>,
    refreshToken: string,
  ) {
    const questions = () => asked.mock.calls.map(([query]) => query);
    let before: AuthResolverCatalogUserQuery[] = [];
    asked.mockClear();
    bitbucket.beforeAccount = () => {
      before = questions();
    };
    await portal.refresh(refreshToken);
    return { before, after: questions().slice(before.length) };
  }

  it('asks the catalog before Bitbucket has said anything, each time anew', async () => {
    const portal = setUp();
    await portal.signIn();
    for (const _ of [1, 2]) {
      expect(await refresh(portal, 'first')).toEqual({
        before: [questionFor('mira')],
        after: [],
      });
    }
  });

  it('asks as a sign-in does for a session of another instance', async () => {
    const portal = setUp();
    expect(await refresh(portal, 'first')).toEqual({
      before: [],
      after: [questionFor('mira')],
    });
    expect((await refresh(portal, 'first')).before).toHaveLength(1);
  });

  it('goes by what Bitbucket says now, and not by what it said before', async () => {
    const portal = setUp();
    await portal.signIn();
    portal.bitbucket.account = { uuid: UUID, username: 'tomas' };
    expect(await refresh(portal, 'first')).toEqual({
      before: [questionFor('mira')],
      after: [questionFor('tomas')],
    });
    expect(await refresh(portal, 'first')).toEqual({
      before: [questionFor('tomas')],
      after: [],
    });
  });

  it('knows a session by its new refresh token, and no longer by the old one', async () => {
    const portal = setUp();
    await portal.signIn();
    portal.bitbucket.refreshToken = 'second';
    await refresh(portal, 'first');
    // Bitbucket may also leave the token as it is.
    portal.bitbucket.refreshToken = undefined;
    expect((await refresh(portal, 'second')).before).toHaveLength(1);
    expect((await refresh(portal, 'second')).before).toHaveLength(1);
    expect((await refresh(portal, 'first')).before).toHaveLength(0);
  });

  it('keeps knowing a session whose account could not be read once', async () => {
    const portal = setUp();
    await portal.signIn();
    // Stands for it, with the new refresh token.
    portal.bitbucket.account = { uuid: '' };
    portal.bitbucket.refreshToken = 'second';
    await refresh(portal, 'first');
    expect((await refresh(portal, 'second')).before).toEqual([
      questionFor('mira'),
    ]);
  });

  it('asks nothing for a session that Bitbucket has refused', async () => {
    const portal = setUp();
    await portal.signIn();
    portal.bitbucket.beforeEmails = () => {
      throw new Error('invalid_grant');
    };
    await expect(portal.refresh('first')).rejects.toThrow('invalid_grant');
    portal.bitbucket.beforeEmails = () => {};
    expect((await refresh(portal, 'first')).before).toEqual([]);
  });

  it('keeps ten thousand sessions, and forgets the one that was used longest ago', async () => {
    const portal = setUp();
    for (let session = 0; session < 10_000; session++) {
      portal.bitbucket.refreshToken = `session-${session}`;
      await portal.signIn();
    }
    portal.bitbucket.refreshToken = undefined;
    expect((await refresh(portal, 'session-0')).before).toHaveLength(1);
    portal.bitbucket.refreshToken = 'one-more';
    await portal.signIn();
    portal.bitbucket.refreshToken = undefined;
    expect((await refresh(portal, 'session-1')).before).toHaveLength(0);
    expect((await refresh(portal, 'session-0')).before).toHaveLength(1);
  });
});
