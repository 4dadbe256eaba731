import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  type Answer,
  type Endpoint,
  json,
  oauthError,
  raw,
  refusal,
} from '../__testUtils__/HostileBitbucket';
import {
  ok,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;

const used = useSessionPortals({
  // A check is overdue after two hours.
  strict: {
    allowedWorkspaces: ['harbour-bikes'],
    requireTwoFactorAuthentication: true,
    sessions: { checkWithin: { hours: 2 }, grace: { seconds: 0 } },
  },
});

const unauthorized = refusal(401);
const closed = { ...ACCOUNT, account_status: 'closed' };

it.each<[string, Partial<Record<Endpoint, Answer>>, string, RegExp]>([
  [
    'invalid_grant',
    { token: oauthError('invalid_grant') },
    'token_rejected',
    /has ended the access/,
  ],
  [
    'invalid_request',
    { token: oauthError('invalid_request') },
    'token_rejected',
    /has ended the access/,
  ],
  [
    '401 for two access tokens',
    { user: unauthorized },
    'token_rejected',
    /has ended the access/,
  ],
  [
    '401 for two listings',
    { workspaces: unauthorized },
    'token_rejected',
    /has ended the access/,
  ],
  [
    'a closed account',
    { user: json(closed) },
    'account_inactive',
    /is not active|is no longer active/,
  ],
  [
    'an account without two-step verification',
    { user: json({ ...ACCOUNT, has_2fa_enabled: false }) },
    'two_factor_missing',
    /two-step verification/,
  ],
  [
    'a complete list without the workspace',
    { workspaces: json({ values: [] }) },
    'workspace_left',
    /workspace/,
  ],
])('%s ends the session permanently', async (_, answers, reason, sentence) => {
  const browser = await used.signIn('strict');
  advanceClock(2 * HOUR);
  used.bitbucket.answer(answers);
  const first = await refresh(browser, 'strict');
  expect(first.status).toBe(401);
  expect(first.body.error.message).toMatch(sentence);
  expect(first.setCookies).toEqual([]);

  used.bitbucket.reset();
  const second = await refresh(used.twinOf(browser), 'strict');
  expect(second.status).toBe(401);
  expect(second.body.error.message).toMatch(sentence);
  expect(used.countRequests()).toBe(0);
  expect(await used.row()).toMatchObject({
    end_reason: reason,
    ended_by: 'check',
    payload: null,
  });
  expect(used.events()).toEqual(['sign-in succeeded', 'session-end succeeded']);
});

const countErrors = () =>
  used.portal.log().split('rejects the OAuth consumer of this portal').length;
const mistakes: [string, Partial<Record<Endpoint, Answer>>][] = [
  ['unauthorized_client', { token: oauthError('unauthorized_client', 401) }],
  [
    'unauthorized_client with 400',
    { token: oauthError('unauthorized_client') },
  ],
  ['invalid_client', { token: oauthError('invalid_client', 401) }],
  ['invalid_scope', { token: oauthError('invalid_scope') }],
  ['403 that names scopes', { user: refusal(403, { required: ['account'] }) }],
  ['407 from a proxy', { user: raw('Proxy', 'text/plain', 407) }],
];
it.each<[string, Partial<Record<Endpoint, Answer>>]>([
  ...mistakes,
  ['another OAuth error', { token: oauthError('slow_down') }],
  ['400 of the API', { user: json({ type: 'error' }, 400) }],
  ['401 from a proxy', { user: json({ type: 'error' }, 401) }],
  ['404 of a listing', { workspaces: refusal(404) }],
  ['410 of a listing', { workspaces: refusal(410) }],
  ['429', { user: json({ type: 'error' }, 429) }],
  ['500', { user: json({ type: 'error' }, 500) }],
  ['a page from a proxy', { token: raw('<html>', 'text/html', 400) }],
  ['a page from a proxy with 200', { user: raw('<html>', 'text/html') }],
  [
    'another account',
    { user: json({ ...ACCOUNT, uuid: ACCOUNT.uuid.replace('a1', 'b2') }) },
  ],
  ['an account without a uuid', { user: json({ ...closed, uuid: null }) }],
])('%s ends no session', async (name, answers) => {
  const isMistake = mistakes.some(([each]) => each === name);
  const before = countErrors();
  const browser = await used.signIn('strict');
  advanceClock(2 * HOUR);
  used.bitbucket.answer(answers);
  const { status, retryAfter, setCookies } = await refresh(browser, 'strict');
  expect({ status, setCookies }).toEqual({ status: 503, setCookies: [] });
  expect(retryAfter).toBeGreaterThan(0);
  expect((await used.row()).ended_at).toBeNull();
  expect(used.events()).toEqual(['sign-in succeeded', 'session-check failed']);
  // The log must contain the error each time.
  expect(countErrors()).toBe(before + (isMistake ? 1 : 0));

  used.bitbucket.reset();
  expect(await refresh(browser, 'strict')).toEqual(ok);
});

describe('when many checks end sessions', () => {
  it('ends ten, and the others when their checks are overdue', async () => {
    const browsers = [];
    for (let count = 1; count <= 13; count++) {
      browsers.push(await used.signIn('development'));
    }
    const live = () =>
      used.database
        .knex('bitbucket_auth_sessions')
        .whereNull('ended_at')
        .count({ count: '*' })
        .first();
    advanceClock(2 * HOUR);
    used.bitbucket.answer({
      user: json({ ...ACCOUNT, account_status: 'inactive' }),
    });
    used.portal.audited.length = 0;
    for (const [index, browser] of browsers.entries()) {
      // Slower than the pace of checks.
      advanceClock(SECOND);
      expect(await refresh(browser, 'development')).toEqual(ok);
      await used.until(() => used.portal.audited.length > index);
    }
    expect(await live()).toEqual({ count: 3 });
    expect(used.events().slice(10)).toEqual(
      Array(3).fill('session-check failed'),
    );

    advanceClock(8 * DAY);
    for (const browser of browsers) {
      expect((await refresh(browser, 'development')).status).toBe(401);
    }
    expect(await live()).toEqual({ count: 0 });
  });
});
