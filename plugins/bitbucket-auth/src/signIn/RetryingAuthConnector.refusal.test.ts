import { HttpResponse } from 'msw';
import {
  observe,
  refusal,
  TestPortal,
  withoutCookie,
} from './__testUtils__/TestPortal';
import { untilTrue } from './__testUtils__/untilTrue';

const portal = new TestPortal();

beforeAll(() => portal.listen());
afterAll(() => portal.close());
afterEach(() => {
  jest.restoreAllMocks();
  portal.reset();
});

describe('RetryingAuthConnector.refreshSession, when the portal rejects it', () => {
  it('keeps the message of a rejection for the sign-in page, and does not retry', async () => {
    portal.answerRefresh(() =>
      refusal('Your session was ended by an administrator. Sign in again.'),
    );
    const { api, connector, tab } = portal.openTab();

    await expect(
      api.getBackstageIdentity({ optional: true }),
    ).resolves.toBeUndefined();

    expect(connector.getStatus()).toEqual({
      state: 'failed',
      message: 'Your session was ended by an administrator. Sign in again.',
    });
    expect(portal.refreshes).toHaveLength(1);
    expect(tab.reloads).toBe(0);
  });

  it.each([
    ['a browser without a session', withoutCookie],
    ['a rejection without a text', () => new HttpResponse('', { status: 401 })],
    [
      'a rejection in a format that the portal does not use',
      () => HttpResponse.json({ error: 'no' }, { status: 401 }),
    ],
  ])('reports nothing for %s', async (_, answer) => {
    portal.answerRefresh(answer);
    const { api, connector } = portal.openTab();

    await expect(
      api.getBackstageIdentity({ optional: true }),
    ).resolves.toBeUndefined();

    expect(connector.getStatus()).toEqual({ state: 'idle' });
  });

  it('does not retry after a permanent error', async () => {
    portal.answerRefresh(() => refusal('Unknown auth provider', 404));
    const { connector } = portal.openTab();

    await expect(connector.refreshSession()).rejects.toThrow(
      'Unknown auth provider',
    );
    expect(connector.getStatus()).toEqual({
      state: 'failed',
      message: 'Unknown auth provider',
    });
  });

  it('returns an open tab whose session ended to the sign-in page, without a dialog', async () => {
    const { api, connector, oauthRequestApi, tab } =
      await portal.openSignedInTab();
    const requests: unknown[] = [];
    oauthRequestApi.authRequest$().subscribe(all => requests.push(...all));
    portal.answerRefresh(() => refusal('Your session expired. Sign in again.'));

    const call = observe(api.getBackstageIdentity() as Promise<never>);
    await untilTrue(() => tab.reloads === 1);
    await portal.settle();

    // The browser is leaving the page: its requests neither fail nor open a dialog.
    expect(call).toEqual({});
    expect(requests).toEqual([]);
    expect(connector.getStatus()).toEqual({ state: 'idle' });
  });

  it('does not reload a tab whose session is alternately accepted and rejected', async () => {
    const first = await portal.openSignedInTab();
    portal.answerRefresh(() => refusal('Sign in again.'));
    observe(first.connector.refreshSession());
    await untilTrue(() => first.tab.reloads === 1);

    const second = await portal.openSignedInTab();
    portal.answerRefresh(() => refusal('Sign in again.'));
    await expect(second.connector.refreshSession()).rejects.toThrow(
      'Sign in again.',
    );
    expect(second.tab.reloads).toBe(0);

    const third = await portal.openSignedInTab();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 30_000);
    portal.answerRefresh(() => refusal('Sign in again.'));
    observe(third.connector.refreshSession());
    await untilTrue(() => third.tab.reloads === 1);
  });
});
