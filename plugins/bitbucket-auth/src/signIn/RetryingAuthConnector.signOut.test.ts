import { HttpResponse } from 'msw';
import {
  observe,
  refusal,
  session,
  TestPortal,
  unavailable,
  withoutCookie,
} from './__testUtils__/TestPortal';
import { untilTrue } from './__testUtils__/untilTrue';

const portal = new TestPortal();

beforeAll(() => portal.listen());
afterAll(() => portal.close());
afterEach(() => portal.reset());

describe('RetryingAuthConnector.removeSession', () => {
  const noContent = () => new HttpResponse(null, { status: 204 });

  async function openTabs(count: number) {
    portal.answerRefresh(session);
    const tabs = Array.from({ length: count }, () => portal.openTab());
    for (const { connector } of tabs) {
      await connector.refreshSession();
    }
    return tabs;
  }

  it('signs out the other tabs of the browser immediately, and each only once', async () => {
    const [leaving, ...others] = await openTabs(3);
    portal.answerLogout(noContent);

    await leaving.api.signOut();

    await untilTrue(() => others.every(({ tab }) => tab.reloads > 0));
    await portal.settle();
    expect(others.map(({ tab }) => tab.reloads)).toEqual([1, 1]);
    expect(leaving.tab.reloads).toBe(0);
    expect(portal.logouts).toBe(1);
  });

  it('does not affect a tab that shows the sign-in page', async () => {
    const signedOut = portal.openTab();
    const [leaving, other] = await openTabs(2);
    portal.answerLogout(noContent);

    await leaving.api.signOut();

    await untilTrue(() => other.tab.reloads === 1);
    expect(signedOut.tab.reloads).toBe(0);
  });

  it('signs out a tab with a pending request for the session', async () => {
    const [leaving] = await openTabs(1);
    const loading = portal.openTab();
    portal.answerRefresh(unavailable);
    portal.answerLogout(noContent);
    observe(loading.connector.refreshSession());

    await leaving.api.signOut();

    await untilTrue(() => loading.tab.reloads > 0);
    loading.connector.stopRetrying();
    expect(loading.tab.reloads).toBe(1);
  });

  it('keeps every tab signed in if the sign-out fails, and reports why', async () => {
    const [leaving, other] = await openTabs(2);
    portal.answerLogout(() => refusal('The sign-out was not recorded.', 503));

    await expect(leaving.api.signOut()).rejects.toThrow(
      'The sign-out was not recorded.',
    );
    portal.answerLogout(() =>
      HttpResponse.html('Bad Gateway', { status: 502 }),
    );
    await expect(leaving.api.signOut()).rejects.toThrow('status 502');
    portal.answerLogout(() => HttpResponse.error());
    await expect(leaving.api.signOut()).rejects.toThrow(
      'Sign-out request failed',
    );

    await portal.settle();
    expect(other.tab.reloads).toBe(0);
    // The tab is still open, so the end of its session returns it to the sign-in page.
    portal.answerRefresh(() => refusal('Sign in again.'));
    observe(leaving.connector.refreshSession());
    await untilTrue(() => leaving.tab.reloads === 1);
  });

  it('requests no session while the tab is leaving', async () => {
    const [{ api, connector, oauthRequestApi, tab }] = await openTabs(1);
    const requests: unknown[] = [];
    oauthRequestApi.authRequest$().subscribe(all => requests.push(...all));
    portal.answerLogout(noContent);
    portal.refreshes = [];

    const leaving = api.signOut();
    await expect(api.getBackstageIdentity()).rejects.toThrow(
      'You are being signed out.',
    );
    await leaving;

    expect(portal.refreshes).toHaveLength(0);
    expect(requests).toEqual([]);
    expect(tab.reloads).toBe(0);
    expect(connector.getStatus().state).toBe('failed');
  });

  it.each([
    ['https://id.example/logout', ['https://id.example/logout']],
    ['http://localhost/logout', ['http://localhost/logout']],
    ['http://id.example/logout', []],
    [`${'javascript'}:alert(1)`, []],
    ['not an address', []],
  ])(
    'redirects from the logout address %s to %j',
    async (logoutUrl, addresses) => {
      const [{ connector, tab }] = await openTabs(1);
      portal.answerLogout(() => HttpResponse.json({ logoutUrl }));

      const leaving = connector.removeSession();
      if (addresses.length === 0) {
        await leaving;
      } else {
        await untilTrue(() => tab.addresses.length > 0);
      }

      expect(tab.addresses).toEqual(addresses);
    },
  );

  it("shows the portal's message about the sign-out on the next page only", async () => {
    const message =
      'You are signed out in this browser. The portal ends the session when its database responds again.';
    const [{ api }] = await openTabs(1);
    portal.answerLogout(() => HttpResponse.json({ message }));
    await api.signOut();

    // The tab loads the sign-in page.
    const { connector } = portal.openTab();
    portal.answerRefresh(withoutCookie);
    await expect(connector.refreshSession()).rejects.toThrow(message);
    expect(connector.getStatus()).toEqual({ state: 'failed', message });

    portal.answerRefresh(session);
    await connector.refreshSession();
    expect(connector.getStatus()).toEqual({ state: 'idle' });
    portal.answerRefresh(withoutCookie);
    const { connector: later } = portal.openTab();
    await expect(later.refreshSession()).rejects.toThrow('no session');
    expect(later.getStatus()).toEqual({ state: 'idle' });
  });

  it.each([[42], [{ text: 'You are signed out.' }], [null], ['  ']])(
    'ignores a message that is not a text, such as %j',
    async message => {
      const [{ api }] = await openTabs(1);
      portal.answerLogout(() => HttpResponse.json({ message }));
      await api.signOut();

      const { connector } = portal.openTab();
      portal.answerRefresh(withoutCookie);
      await expect(connector.refreshSession()).rejects.toThrow('no session');
    },
  );

  it('signs out in a browser that blocks storage', async () => {
    const [{ api }] = await openTabs(1);
    portal.answerLogout(() => HttpResponse.json({ message: 'Later.' }));
    jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('blocked');
    });
    try {
      await expect(api.signOut()).resolves.toBeUndefined();
    } finally {
      jest.restoreAllMocks();
    }
  });
});
