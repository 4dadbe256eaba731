import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  json,
  oauthError,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { refresh, useSessionPortals } from '../__testUtils__/useSessionPortals';

const MINUTE = 60 * 1000;

const HOUR = 60 * MINUTE;

const used = useSessionPortals({
  always: { sessions: { accessToken: 'always' } },
});

describe('an access token', () => {
  it('is sent only for more than the base scopes', async () => {
    const browser = await used.signIn('development');
    const { body } = await refresh(browser, 'development');
    expect(body.providerInfo).toEqual({ accessToken: '', scope: 'account' });
    const more = await refresh(browser, 'development', 'account team');
    expect(more.body.providerInfo).toEqual({
      accessToken: TOKEN.access_token,
      scope: 'account team',
      expiresInSeconds: expect.any(Number),
    });
    expect(used.events()).toEqual([
      'sign-in succeeded',
      'access-token succeeded',
    ]);
  });

  it('that is sent at each page load does not prevent the check of the session', async () => {
    const browser = await used.signIn('always');
    expect(used.events()).toEqual([
      'sign-in succeeded',
      'access-token succeeded',
    ]);
    advanceClock(2 * HOUR);
    used.bitbucket.answer({
      user: json({ ...ACCOUNT, account_status: 'inactive' }),
    });
    expect((await refresh(browser, 'always')).status).toBe(200);
    await used.until(async () => (await used.row()).ended_at !== null);
    expect((await refresh(browser, 'always')).status).toBe(401);
  });

  it('that cannot be renewed is not a failed check', async () => {
    const browser = await used.signIn('always');
    advanceClock(52 * MINUTE);
    used.portal.audited.length = 0;
    used.bitbucket.answer({ token: oauthError('slow_down') });
    expect((await refresh(browser, 'always')).status).toBe(200);
    expect(used.events()).toEqual(['access-token failed']);
  });

  it('is renewed once if it expires within ten minutes, on two instances', async () => {
    const browser = await used.signIn('development');
    const twin = used.twinOf(browser);
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: json({ ...TOKEN, access_token: 'new' }) });
    used.bitbucket.clearRequests();
    const answers = await Promise.all(
      [browser, twin, browser, twin].map(each =>
        refresh(each, 'development', 'team'),
      ),
    );
    for (const { body } of answers) {
      expect(body.providerInfo).toMatchObject({ accessToken: 'new' });
    }
    expect(used.countRequests()).toBe(1);
  });

  it('is omitted if Bitbucket returns none, and the user remains signed in', async () => {
    const browser = await used.signIn('development');
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: json({}, 503) });
    const { status, body } = await refresh(browser, 'development', 'team');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      providerInfo: {
        accessToken: '',
        scope: 'account team',
        expiresInSeconds: 600,
      },
      backstageIdentity: { identity: { userEntityRef: 'user:default/mira' } },
    });
  });

  it('that Bitbucket has revoked permanently ends the session', async () => {
    const browser = await used.signIn('development');
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: oauthError('invalid_grant') });
    expect((await refresh(browser, 'development', 'team')).status).toBe(401);
    expect((await used.row()).end_reason).toBe('token_rejected');
  });
});
