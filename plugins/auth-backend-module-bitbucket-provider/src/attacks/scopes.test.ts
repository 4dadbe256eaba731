import { advanceClock } from '../__testUtils__/clock';
import { json, TOKEN } from '../__testUtils__/HostileBitbucket';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const byEmail = {
  signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] },
};
const hostile = useHostilePortal({
  development: {},
  email: byEmail,
  text: { additionalScopes: 'repository pullrequest' },
  list: { additionalScopes: ['repository', 'account'] },
  all: { ...byEmail, additionalScopes: ['email', 'repository'] },
  members: { allowedWorkspaces: ['harbour-bikes'] },
});
/** The forms that the token endpoint received. */
const forms: URLSearchParams[] = [];

beforeEach(() => {
  forms.length = 0;
  hostile.bitbucket.answer({
    token: (req, res) => {
      let body = '';
      req.on('data', chunk => {
        body += chunk;
      });
      req.on('end', () => {
        forms.push(new URLSearchParams(body));
        json(TOKEN)(req, res);
      });
    },
  });
});

it.each([
  ['development', '', ['account']],
  ['members', '', ['account']],
  ['email', '', ['account', 'email']],
  ['text', '', ['account', 'pullrequest', 'repository']],
  ['list', '', ['account', 'repository']],
  ['all', '', ['account', 'email', 'repository']],
  ['development', 'repository:write', ['account', 'repository:write']],
  ['list', 'repository issue', ['account', 'issue', 'repository']],
])(
  '%s requests, with %p from the front end, the scopes %p',
  async (env, scope, expected) => {
    const query = new URLSearchParams({ env, ...(scope && { scope }) });
    const answer = await hostile.portal.newBrowser().fetch(`/start?${query}`);
    const authorize = new URL(answer.headers.get('location') ?? '');
    const asked = authorize.searchParams.get('scope')?.split(' ') ?? [];
    expect(asked.sort()).toEqual(expected);
  },
);

it.each([
  ['', 'account repository'],
  ['&scope=team', 'account repository team'],
  ['&scope=team|email,account', 'account repository email team'],
  // Not granted
  ['&scope=repository:admin', 'account repository'],
])(
  'a refresh with %p sends no scope, which would narrow the grant, and reports %p',
  async (scope, reported) => {
    const browser = hostile.portal.newBrowser();
    await browser.comeBack(await browser.callbackOf('list'));
    advanceClock(2 * 60 * 60 * 1000);
    const answer = await browser.fetch(`/refresh?env=list${scope}`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const { providerInfo } = await answer.json();
    expect(providerInfo.scope.split(' ').sort()).toEqual(
      reported.split(' ').sort(),
    );
    expect(forms.map(form => [...form.keys()].sort())).toEqual([
      ['code', 'grant_type', 'redirect_uri'],
      ['grant_type', 'refresh_token'],
    ]);
  },
);

it.each([
  [
    'development',
    /enable Account: Read and the permissions for additionalScopes/,
  ],
  [
    'email',
    /enable Account: Read, Account: Email and the permissions for additionalScopes/,
  ],
])('of %s that Bitbucket does not grant are named', async (env, message) => {
  const browser = hostile.portal.newBrowser();
  const callback = await browser.callbackOf(env, { error: 'invalid_scope' });
  expect((await browser.comeBack(callback)).error.message).toMatch(message);
});

it('names the permission for the account if the consumer can read neither it nor the addresses', async () => {
  const refused = json({ type: 'error' }, 403);
  let areRefused = false;
  let refuse: (() => void) | undefined;
  const refuseAccount = () => areRefused && refuse?.();
  hostile.bitbucket.answer({
    emails: (req, res) => {
      res.on('finish', () => {
        areRefused = true;
        refuseAccount();
      });
      refused(req, res);
    },
    user: (req, res) => {
      refuse = () => refused(req, res);
      refuseAccount();
    },
  });
  const browser = hostile.portal.newBrowser();
  const { error } = await browser.comeBack(await browser.callbackOf('email'));
  expect(error.message).toMatch(/enable Account: Read for/);
});
