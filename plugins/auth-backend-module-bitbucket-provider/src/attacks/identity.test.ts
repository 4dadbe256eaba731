import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT, emailOf, json } from '../__testUtils__/HostileBitbucket';
import { createUser } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const EMAIL = 'mira@kiosk.example';
const TOMAS_UUID = '{c3f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b03}';
const OTHER_UUID = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

const by = (
  ...resolvers: { resolver: string; allowedDomains?: string[] }[]
) => ({ signIn: { resolvers } });
const byEmail = { resolver: 'emailMatchingUserEntityProfileEmail' };

const hostile = useHostilePortal(
  {
    development: by({ resolver: 'userIdMatchingUserEntityAnnotation' }),
    accountId: by({ resolver: 'accountIdMatchingUserEntityAnnotation' }),
    username: by({ resolver: 'usernameMatchingUserEntityAnnotation' }),
    usernameThenId: by(
      { resolver: 'usernameMatchingUserEntityAnnotation' },
      { resolver: 'userIdMatchingUserEntityAnnotation' },
    ),
    idThenUsername: by(
      { resolver: 'userIdMatchingUserEntityAnnotation' },
      { resolver: 'usernameMatchingUserEntityAnnotation' },
    ),
    email: by(byEmail),
    localPart: by({
      resolver: 'emailLocalPartMatchingUserEntityName',
      allowedDomains: ['kiosk.example'],
    }),
    emailThenId: by(byEmail, {
      resolver: 'userIdMatchingUserEntityAnnotation',
    }),
  },
  {
    entities: [
      createUser(
        'mira',
        {
          'bitbucket.org/user-id': ACCOUNT.uuid,
          'bitbucket.org/account-id': ACCOUNT.account_id,
          'bitbucket.org/username': 'mira',
        },
        EMAIL,
      ),
      createUser('tomas', { 'bitbucket.org/user-id': TOMAS_UUID }),
      createUser('twin-one', { 'bitbucket.org/user-id': OTHER_UUID }),
      createUser('twin-two', {
        'bitbucket.org/user-id': OTHER_UUID.slice(1, -1).toUpperCase(),
      }),
      createUser('plain', { 'bitbucket.org/username': 'plain' }),
    ],
  },
);

async function signIn(env: string) {
  const browser = hostile.portal.newBrowser();
  const { response, error } = await browser.comeBack(
    await browser.callbackOf(env),
  );
  return {
    ref: response?.backstageIdentity.identity.userEntityRef,
    response,
    error,
  };
}

const account = (change: object) =>
  hostile.bitbucket.answer({ user: json({ ...ACCOUNT, ...change }) });
const emails = (...values: object[]) =>
  hostile.bitbucket.answer({ emails: json({ values }) });

describe.each(['email', 'localPart'])('by %s', env => {
  it('signs in by the confirmed primary address', async () => {
    emails(emailOf('x@other.example', false), emailOf(EMAIL));
    expect((await signIn(env)).ref).toBe('user:default/mira');
  });

  it.each<[string, object[]]>([
    ['no address', []],
    ['an unconfirmed primary', [emailOf(EMAIL, true, false)]],
    ['a confirmed secondary', [emailOf(EMAIL, false, true)]],
    [
      'a confirmed secondary next to another primary',
      [emailOf(EMAIL, false), emailOf('x@other.example')],
    ],
    [
      'a confirmed secondary next to an unconfirmed primary',
      [emailOf(EMAIL, false), emailOf('x@other.example', true, false)],
    ],
    ['two @', [emailOf('mira@kiosk.example@evil.example')]],
    ['two @ the other way', [emailOf('mira@evil.example@kiosk.example')]],
    ['an additional plus part', [emailOf('mira+x@kiosk.example')]],
    ['an additional dot', [emailOf('m.ira@kiosk.example')]],
    ['a longer domain', [emailOf(`${EMAIL}.evil.example`)]],
    ['different case', [emailOf('MIRA@kiosk.example')]],
    ['a Cyrillic letter', [emailOf('mir\u0430@kiosk.example')]],
    ['a dotless i', [emailOf('m\u0131ra@kiosk.example')]],
    ['a capital dotted i', [emailOf('M\u0130RA@kiosk.example')]],
    ['a fullwidth letter', [emailOf('\uFF4Dira@kiosk.example')]],
    ['a Kelvin sign in the domain', [emailOf('mira@\u212Aiosk.example')]],
    ['a blank', [emailOf(' mira@kiosk.example')]],
    ['a zero-width space', [emailOf('mira\u200B@kiosk.example')]],
  ])('does not sign in as Mira with %s', async (_, values) => {
    emails(...values);
    const { ref, error } = await signIn(env);
    expect(ref).toBeUndefined();
    expect(error.message).toMatch(/\.$/);
  });

  it('reads the second page of the addresses', async () => {
    hostile.bitbucket.answer({
      emails: (req, res) =>
        json(
          req.url?.includes('page=2')
            ? { values: [emailOf(EMAIL)] }
            : {
                values: [emailOf('x@other.example', false)],
                next: `${hostile.bitbucket.apiUrl}/user/emails?page=2`,
              },
        )(req, res),
    });
    expect((await signIn(env)).ref).toBe('user:default/mira');
  });

  it('names the missing permission', async () => {
    hostile.bitbucket.answer({ emails: json({ type: 'error' }, 403) });
    const { error } = await signIn(env);
    expect(error.message).toMatch(/enable Account: Email/);
  });
});

it('distinguishes an unconfirmed address from an unknown one', async () => {
  emails(emailOf(EMAIL, true, false));
  expect((await signIn('email')).error.message).toMatch(/is not confirmed/);
  emails(emailOf('nobody@kiosk.example'));
  expect((await signIn('email')).error.message).toMatch(/has no user/);
});

it.each([
  ['email', 'The email address of the user user:default/mira differs'],
  ['localPart', 'The name of the user user:default/mira differs'],
])(
  'names a user that differs in case only in the log: %s',
  async (env, note) => {
    emails(emailOf('MIRA@kiosk.example'));
    const { error } = await signIn(env);
    expect(error.message).not.toContain('user:default/mira');
    expect(hostile.portal.log()).toContain(note);
  },
);

it('names the users that an account matches only in the log', async () => {
  account({ uuid: OTHER_UUID });
  const { error } = await signIn('development');
  expect(error.message).toMatch(/^More than one user/);
  expect(error.message).not.toContain('twin');
  expect(hostile.portal.log()).toMatch(
    /refused: More than one user.* The account matches user:default\/twin-\w+ and user:default\/twin-\w+\./,
  );
});

it('compares the local part with case, and the domain without', async () => {
  emails(emailOf('MIRA@kiosk.example'));
  expect((await signIn('email')).ref).toBeUndefined();
  emails(emailOf('mira@KIOSK.example'));
  expect((await signIn('email')).ref).toBe('user:default/mira');
});

it.each(['development', 'accountId', 'username'])(
  'signs in by %s if the portal is not permitted to read the addresses',
  async env => {
    hostile.bitbucket.answer({ emails: json({ type: 'error' }, 403) });
    const { ref, response } = await signIn(env);
    expect(ref).toBe('user:default/mira');
    expect(response.profile).not.toHaveProperty('email');
  },
);

it('tries the resolvers in the configured order', async () => {
  account({ uuid: TOMAS_UUID, username: 'plain' });
  expect((await signIn('usernameThenId')).ref).toBe('user:default/plain');
  expect((await signIn('idThenUsername')).ref).toBe('user:default/tomas');
});

it('tries the next resolver if the account has no address', async () => {
  emails();
  expect((await signIn('emailThenId')).ref).toBe('user:default/mira');
});

describe('an account', () => {
  it.each([
    ['null', null],
    ['missing', undefined],
    ['empty', ''],
    ['without braces', ACCOUNT.uuid.slice(1, -1)],
    ['a list', [ACCOUNT.uuid]],
    ['a pattern', '{*}'],
    ['two uuids', `${ACCOUNT.uuid}${ACCOUNT.uuid}`],
    ['with a line end', `${ACCOUNT.uuid}\n`],
  ])('whose uuid is %s is rejected', async (_, uuid) => {
    account({ uuid });
    const { ref, error } = await signIn('development');
    expect(ref).toBeUndefined();
    expect(error.message).toMatch(/does not understand/);
  });

  it('is found in any case of its uuid', async () => {
    account({ uuid: ACCOUNT.uuid.toUpperCase() });
    expect((await signIn('development')).ref).toBe('user:default/mira');
  });

  it.each([
    ['another user', TOMAS_UUID],
    ['two users', OTHER_UUID],
    ['nobody', OTHER_UUID.replace('b2', 'b3')],
  ])('that differs at a check does not become %s', async (_, uuid) => {
    const browser = hostile.portal.newBrowser();
    await browser.comeBack(await browser.callbackOf('development'));
    account({ uuid });
    const answer = await browser.fetch('/refresh?env=development', {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('backstageIdentity');
    account({});
    // The time in `Retry-After`.
    advanceClock(60_000);
    const { backstageIdentity } = await browser.refresh();
    expect(backstageIdentity.identity.userEntityRef).toBe('user:default/mira');
  });

  it('is rejected but not signed out if its user is no longer in the catalog', async () => {
    const browser = hostile.portal.newBrowser();
    await browser.comeBack(await browser.callbackOf('development'));
    const [mira] = hostile.portal.entities.splice(0, 1);
    const answer = await browser.fetch('/refresh?env=development', {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    hostile.portal.entities.unshift(mira);
    expect(answer.status).toBe(401);
    expect((await answer.json()).error.message).toMatch(/has no user/);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it('that two users of the catalog have is rejected', async () => {
    account({ uuid: OTHER_UUID });
    const { ref, error } = await signIn('development');
    expect(ref).toBeUndefined();
    expect(error.message).toMatch(/More than one user of the catalog/);
  });
});

describe('a username', () => {
  it('signs in if the user names no account, or the same account', async () => {
    expect((await signIn('username')).ref).toBe('user:default/mira');
    account({ username: 'plain', uuid: OTHER_UUID });
    expect((await signIn('username')).ref).toBe('user:default/plain');
  });

  it('that another account has registered is rejected and audited', async () => {
    account({ uuid: OTHER_UUID, account_id: 'another' });
    const { ref, error } = await signIn('username');
    expect(ref).toBeUndefined();
    expect(error.message).toMatch(/belongs to another Bitbucket account/);
    expect(hostile.portal.audited).toEqual([
      expect.objectContaining({
        eventId: 'sign-in',
        status: 'failed',
        meta: expect.objectContaining({
          uuid: OTHER_UUID,
          userEntityRef: 'user:default/mira',
          resolver: 'usernameMatchingUserEntityAnnotation',
          reason: error.message,
        }),
      }),
    ]);
  });

  it.each([
    ['in different case', 'Mira'],
    ['with a blank', 'mira '],
    ['none', null],
  ])('%s cannot sign in', async (_, username) => {
    account({ username });
    expect((await signIn('username')).ref).toBeUndefined();
  });
});
