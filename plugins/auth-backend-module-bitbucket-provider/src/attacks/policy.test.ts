import {
  ACCOUNT,
  json,
  raw,
  WORKSPACE,
} from '../__testUtils__/HostileBitbucket';
import { MIRA } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const { slug, uuid } = WORKSPACE.workspace;

const hostile = useHostilePortal({
  development: {},
  bySlug: { allowedWorkspaces: [slug] },
  byUuid: { allowedWorkspaces: [uuid] },
  twoFactor: { requireTwoFactorAuthentication: true },
  both: { requireTwoFactorAuthentication: true, allowedWorkspaces: [slug] },
});

async function signIn(env: string) {
  const browser = hostile.portal.newBrowser();
  const { response, error } = await browser.comeBack(
    await browser.callbackOf(env),
  );
  return { browser, isSignedIn: response !== undefined, error };
}

const workspaces = (...list: { slug: string; uuid: string }[]) =>
  json({ values: list.map(workspace => ({ ...WORKSPACE, workspace })) });

describe('allowedWorkspaces', () => {
  it.each([
    ['bySlug', { slug, uuid }, true],
    ['byUuid', { slug, uuid }, true],
    ['byUuid', { slug, uuid: uuid.toUpperCase() }, true],
    ['byUuid', { slug: 'renamed', uuid }, true],
    ['bySlug', { slug: 'renamed', uuid }, false],
    ['bySlug', { slug: `${slug}-2`, uuid }, false],
    ['bySlug', { slug: `x${slug}`, uuid }, false],
    ['bySlug', { slug: slug.slice(0, -1), uuid }, false],
    ['bySlug', { slug: `${slug}/x`, uuid }, false],
    ['bySlug', { slug: ` ${slug}`, uuid }, false],
    ['bySlug', { slug: slug.replace('a', '\u0430'), uuid }, false],
    ['bySlug', { slug: uuid, uuid }, false],
    ['byUuid', { slug, uuid: uuid.replace('5d', '6d') }, false],
  ])('%s, a member of %p: %p', async (env, workspace, expected) => {
    hostile.bitbucket.answer({ workspaces: workspaces(workspace) });
    const { isSignedIn, error } = await signIn(env);
    expect(isSignedIn).toBe(expected);
    expect(error?.message ?? '').toMatch(
      expected ? /^$/ : /is not a member of any workspace of this portal/,
    );
  });

  it('is not checked if it is not configured', async () => {
    await signIn('development');
    expect(hostile.bitbucket.requests.workspaces).toBe(0);
  });

  it('finds a membership on the second page', async () => {
    hostile.bitbucket.answer({
      workspaces: (req, res) =>
        req.url?.includes('page=2')
          ? workspaces({ slug, uuid })(req, res)
          : json({
              values: [],
              next: `${hostile.bitbucket.apiUrl}/user/workspaces?page=2`,
            })(req, res),
    });
    expect((await signIn('bySlug')).isSignedIn).toBe(true);
  });

  it.each<[string, ReturnType<typeof json>]>([
    ['is rejected', json({ type: 'error' }, 403)],
    ['is removed', json({ type: 'error' }, 410)],
    ['fails', json({ type: 'error' }, 500)],
    ['is rate limited', json({ type: 'error' }, 429)],
    ['is HTML', raw('<html>')],
    ['has no values', json({})],
    [
      'has a workspace without a slug',
      json({ values: [{ workspace: { uuid } }] }),
    ],
    [
      'has a workspace without a uuid',
      json({ values: [{ workspace: { slug } }] }),
    ],
    ['is empty', json({ values: [] })],
  ])('rejects the account if the response %s', async (_, answer) => {
    hostile.bitbucket.answer({ workspaces: answer });
    expect((await signIn('bySlug')).isSignedIn).toBe(false);
  });

  it('ends the session of a user who left, at the next refresh', async () => {
    const { browser } = await signIn('bySlug');
    expect(await browser.refresh('bySlug')).toHaveProperty('backstageIdentity');
    hostile.bitbucket.answer({ workspaces: workspaces() });
    expect(await browser.refresh('bySlug')).toMatchObject({
      error: {
        name: 'AuthenticationError',
        message: expect.stringMatching(
          /is not a member of any workspace of this portal/,
        ),
      },
    });
    hostile.bitbucket.reset();
    expect(await browser.refresh('bySlug')).toMatchObject({
      error: {
        message: expect.stringMatching(/is not a member of a workspace/),
      },
    });
  });

  it('does not confirm a session that it cannot check', async () => {
    const { browser } = await signIn('bySlug');
    hostile.bitbucket.answer({ workspaces: json({ type: 'error' }, 503) });
    expect(await browser.refresh('bySlug')).toHaveProperty('error');
    hostile.bitbucket.reset();
    expect(await browser.refresh('bySlug')).toHaveProperty('backstageIdentity');
  });
});

describe('requireTwoFactorAuthentication', () => {
  it.each([
    [true, true, /^$/],
    [false, false, /does not have it/],
    [null, false, /does not report whether your account has it/],
    [undefined, false, /does not report whether your account has it/],
  ])('has_2fa_enabled %p: %p', async (value, expected, message) => {
    hostile.bitbucket.answer({
      user: json({ ...ACCOUNT, has_2fa_enabled: value }),
    });
    const { isSignedIn, error } = await signIn('twoFactor');
    expect(isSignedIn).toBe(expected);
    expect(error?.message ?? '').toMatch(message);
    expect((await signIn('development')).isSignedIn).toBe(true);
  });

  it('does not hide another reason if Bitbucket does not report it', async () => {
    const { browser } = await signIn('both');
    hostile.bitbucket.answer({
      user: json({ ...ACCOUNT, has_2fa_enabled: null }),
      workspaces: json({ values: [] }),
    });
    const { error } = await browser.refresh('both');
    expect(error.message).toMatch(/not a member of/);
    hostile.bitbucket.reset();
    expect(await browser.refresh('both')).toHaveProperty('error');
  });

  it('accepts only the boolean true', async () => {
    hostile.bitbucket.answer({
      user: json({ ...ACCOUNT, has_2fa_enabled: 'true' }),
    });
    expect((await signIn('twoFactor')).isSignedIn).toBe(false);
  });

  it('ends the session of a user who turned it off', async () => {
    const { browser } = await signIn('twoFactor');
    hostile.bitbucket.answer({
      user: json({ ...ACCOUNT, has_2fa_enabled: false }),
    });
    expect(await browser.refresh('twoFactor')).toHaveProperty('error');
  });
});

it.each(['inactive', 'closed', 'Active', ''])(
  'an account that is %p is rejected, and its session ends',
  async account_status => {
    const { browser } = await signIn('development');
    hostile.bitbucket.answer({ user: json({ ...ACCOUNT, account_status }) });
    expect((await signIn('development')).isSignedIn).toBe(false);
    expect(await browser.refresh()).toMatchObject({
      error: { name: 'AuthenticationError' },
    });
  },
);

it.each([
  ['development', { account_status: null }],
  ['development', { account_status: undefined }],
  ['twoFactor', { has_2fa_enabled: null }],
  ['twoFactor', { has_2fa_enabled: undefined }],
])(
  'in %s, an account with %p is rejected, and its session waits',
  async (env, missing) => {
    const { browser } = await signIn(env);
    hostile.bitbucket.answer({ user: json({ ...ACCOUNT, ...missing }) });
    expect((await signIn(env)).isSignedIn).toBe(false);
    expect(await browser.refresh(env)).toMatchObject({
      error: { name: 'ServiceUnavailableError' },
    });
    hostile.bitbucket.reset();
    expect(await browser.refresh(env)).toHaveProperty('backstageIdentity');
  },
);

it('records each sign-in, access token and end', async () => {
  const { browser } = await signIn('bySlug');
  await browser.refresh('bySlug');
  hostile.bitbucket.answer({ workspaces: workspaces() });
  await browser.refresh('bySlug');
  const resolver = 'userIdMatchingUserEntityAnnotation';
  const session = {
    uuid: MIRA,
    userEntityRef: 'user:default/mira',
    session: expect.any(String),
  };
  expect(
    hostile.portal.audited.map(({ eventId, status, meta }) => ({
      eventId,
      status,
      meta,
    })),
  ).toEqual([
    {
      eventId: 'sign-in',
      status: 'succeeded',
      meta: expect.objectContaining({
        uuid: MIRA,
        userEntityRef: 'user:default/mira',
        resolver,
      }),
    },
    {
      eventId: 'access-token',
      status: 'succeeded',
      meta: expect.objectContaining({ uuid: MIRA }),
    },
    {
      eventId: 'access-token',
      status: 'succeeded',
      meta: expect.objectContaining(session),
    },
    {
      eventId: 'session-end',
      status: 'succeeded',
      meta: expect.objectContaining({
        ...session,
        reason: 'workspace_left',
        by: 'check',
      }),
    },
  ]);
});
