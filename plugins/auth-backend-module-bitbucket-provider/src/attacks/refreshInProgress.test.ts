import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT, json, TOKEN } from '../__testUtils__/HostileBitbucket';
import { createUser, MIRA } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const HOUR = 60 * 60 * 1000;
const OTHER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

const hostile = useHostilePortal(
  { development: {} },
  {
    entities: [
      createUser('mira', { 'bitbucket.org/user-id': MIRA }),
      createUser('other', { 'bitbucket.org/user-id': OTHER }),
    ],
  },
);

describe('a refresh in progress', () => {
  /** Returns a browser of Mira, and a function that completes the pending refresh at Bitbucket. */
  async function beginRefresh() {
    const browser = hostile.portal.newBrowser();
    await browser.comeBack(await browser.callbackOf());
    const session = browser.session() ?? '';
    let tellAsked = () => {};
    let release = () => {};
    const asked = new Promise<void>(resolve => {
      tellAsked = resolve;
    });
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    advanceClock(HOUR);
    const callback = await browser.callbackOf();
    hostile.bitbucket.answer({
      token: async (req, res) => {
        tellAsked();
        await released;
        json({ ...TOKEN, access_token: 'renewed' })(req, res);
      },
    });
    const refresh = browser.refresh();
    await asked;
    hostile.bitbucket.answer({ token: json(TOKEN) });
    return {
      browser,
      callback,
      session,
      end: async () => {
        release();
        return refresh;
      },
    };
  }

  it('stores the new tokens if nothing else changes the session', async () => {
    const { browser, end } = await beginRefresh();
    expect((await end()).providerInfo.accessToken).toBe('renewed');
    // The token was stored: the portal does not request another one.
    expect((await browser.refresh()).providerInfo.accessToken).toBe('renewed');
  });

  it('does not restore a session that was signed out during the refresh', async () => {
    const { browser, session, end } = await beginRefresh();
    await browser.logout();
    expect(await end()).toMatchObject({
      error: { message: expect.stringMatching(/^You signed out/) },
    });
    expect(browser.session()).toBeUndefined();
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toHaveProperty('error');
  });

  it('is shared by another tab, and returns nothing after a sign-out', async () => {
    const { browser, session, end } = await beginRefresh();
    const tab = browser.refresh();
    await browser.logout();
    await end();
    await tab;
    expect(browser.session()).toBeUndefined();
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toHaveProperty('error');
  });

  it('does not restore the account that another account has replaced', async () => {
    const { browser, callback, session, end } = await beginRefresh();
    hostile.bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
    expect(await browser.comeBack(callback)).toHaveProperty('response');
    hostile.bitbucket.answer({ user: json(ACCOUNT) });
    const { error } = await end();
    expect(error.message).toMatch(/^Someone signed in again in this browser/);
    expect(browser.session()).not.toBe(session);
    hostile.bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
    const { backstageIdentity } = await browser.refresh();
    expect(backstageIdentity.identity.userEntityRef).toBe('user:default/other');
  });

  it('continues if a sign-in during the refresh is rejected', async () => {
    const { browser, callback, session, end } = await beginRefresh();
    hostile.bitbucket.answer({
      user: json({ ...ACCOUNT, account_status: 'closed' }),
    });
    expect(await browser.comeBack(callback)).toHaveProperty('error');
    hostile.bitbucket.answer({ user: json(ACCOUNT) });
    expect(await end()).toHaveProperty('backstageIdentity');
    expect(browser.session()).toBe(session);
  });
});
