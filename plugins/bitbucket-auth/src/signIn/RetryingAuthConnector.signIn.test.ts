import {
  observe,
  session,
  sessionResponse,
  TestPortal,
  unavailable,
  uncheckable,
  withoutCookie,
} from './__testUtils__/TestPortal';
import { untilTrue } from './__testUtils__/untilTrue';

const portal = new TestPortal();
const open = jest.fn();

/** Makes `window.open` return a window that can report to the page. */
function allowWindow() {
  const opened = { closed: false };
  open.mockReturnValue(opened);
  return {
    respond: (data: object) =>
      window.dispatchEvent(
        Object.defineProperties(new Event('message'), {
          source: { value: opened },
          origin: { value: 'http://portal.test' },
          data: { value: { type: 'authorization_response', ...data } },
        }),
      ),
    close: () => {
      opened.closed = true;
    },
  };
}

function setUserActivation(isActive: boolean | undefined) {
  Object.defineProperty(navigator, 'userActivation', {
    configurable: true,
    value: isActive === undefined ? undefined : { isActive },
  });
}

beforeAll(() => portal.listen());
afterAll(() => portal.close());

beforeEach(() => {
  jest.spyOn(window, 'open').mockImplementation(open);
  setUserActivation(true);
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  open.mockReset();
  portal.reset();
});

describe('RetryingAuthConnector.createSession', () => {
  it('opens the same window as Backstage, and reads the session from it', async () => {
    portal.answerRefresh(withoutCookie);
    const { api } = portal.openTab();
    const window_ = allowWindow();

    const identity = api.getBackstageIdentity({ instantPopup: true });
    await untilTrue(() => open.mock.calls.length === 1);
    window_.respond({ response: sessionResponse });

    await expect(identity).resolves.toMatchObject({ token: 'backstage-token' });
    const [address, name, features] = open.mock.calls[0];
    const { pathname, searchParams } = new URL(address);
    expect(pathname).toBe('/api/auth/bitbucket/start');
    expect(Object.fromEntries(searchParams)).toEqual({
      scope: 'account',
      origin: window.location.origin,
      flow: 'popup',
      env: 'development',
    });
    expect(name).toBe('Bitbucket Login');
    expect(features).toContain('width=450,height=730');
  });

  it.each([
    [
      'the rejection that the window reports',
      (window_: ReturnType<typeof allowWindow>) =>
        window_.respond({
          error: { name: 'NotAllowedError', message: 'You are not a member.' },
        }),
      { name: 'NotAllowedError', message: 'You are not a member.' },
    ],
    [
      'a window that appears closed',
      (window_: ReturnType<typeof allowWindow>) => window_.close(),
      { name: 'PopupClosedError' },
    ],
    [
      'a response that is not a session',
      (window_: ReturnType<typeof allowWindow>) =>
        window_.respond({ response: { profile: {} } }),
      { message: "The portal's backend sent an incomplete session." },
    ],
  ])('rejects with %s', async (_, act, expected) => {
    portal.answerRefresh(withoutCookie);
    const { api } = portal.openTab();
    const window_ = allowWindow();

    const call = observe(
      api.getBackstageIdentity({ instantPopup: true }) as Promise<never>,
    );
    await untilTrue(() => open.mock.calls.length === 1);
    act(window_);

    await untilTrue(() => call.error !== undefined);
    expect(call.error).toMatchObject(expected);
  });

  it('redirects to Bitbucket in the redirect flow', async () => {
    portal.answerRefresh(withoutCookie);
    const { api, tab } = portal.openTab({ useRedirectFlow: true });

    const call = observe(
      api.getBackstageIdentity({ instantPopup: true }) as Promise<never>,
    );
    await untilTrue(() => tab.addresses.length === 1);

    const { pathname, searchParams } = new URL(tab.addresses[0]);
    expect(pathname).toBe('/api/auth/bitbucket/start');
    expect(Object.fromEntries(searchParams)).toEqual({
      scope: 'account',
      origin: window.location.origin,
      redirectUrl: window.location.href,
      flow: 'redirect',
      env: 'development',
    });
    await portal.settle();
    expect(call).toEqual({});
    expect(open).not.toHaveBeenCalled();
  });

  it('asks the user first when a plugin requires more scopes', async () => {
    portal.answerRefresh(session);
    const { api, oauthRequestApi } = portal.openTab();
    const window_ = allowWindow();
    let trigger: (() => Promise<void>) | undefined;
    oauthRequestApi.authRequest$().subscribe(([request]) => {
      trigger = request?.trigger;
    });

    const token = api.getAccessToken('repository:write');
    await untilTrue(() => trigger !== undefined);
    expect(open).not.toHaveBeenCalled();
    trigger?.();
    await untilTrue(() => open.mock.calls.length === 1);
    window_.respond({
      response: {
        ...sessionResponse,
        providerInfo: {
          accessToken: 'a-token',
          scope: 'account repository:write',
        },
      },
    });

    await expect(token).resolves.toBe('a-token');
    expect(new URL(open.mock.calls[0][0]).searchParams.get('scope')).toBe(
      'account repository:write',
    );
  });

  it('opens no window long after the click, but requests another click', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'performance'],
    });
    jest.spyOn(Math, 'random').mockReturnValue(0);
    setUserActivation(false);
    portal.answerRefresh(unavailable, withoutCookie);
    const { api } = portal.openTab();

    const call = observe(
      api.getBackstageIdentity({ instantPopup: true }) as Promise<never>,
    );
    await portal.advanceAfter(1, 1_000);

    await untilTrue(() => call.error !== undefined);
    expect(call.error).toMatchObject({
      message: 'The portal is available again. Press the button to sign in.',
    });
    expect(open).not.toHaveBeenCalled();
  });

  it.each([
    ['the click is recent', true],
    ['the browser does not report it', undefined],
  ])('opens the window after a wait if %s', async (_, isActive) => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'performance'],
    });
    jest.spyOn(Math, 'random').mockReturnValue(0);
    setUserActivation(isActive);
    portal.answerRefresh(unavailable, withoutCookie);
    const { api } = portal.openTab();

    const call = observe(
      api.getBackstageIdentity({ instantPopup: true }) as Promise<never>,
    );
    await portal.advanceAfter(1, 1_000);

    await untilTrue(() => call.error !== undefined);
    // Without a window of the test, the browser blocks the popup.
    expect(call.error).toMatchObject({ name: 'PopupRejectedError' });
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('opens the window without a click if the portal responds immediately', async () => {
    setUserActivation(false);
    portal.answerRefresh(withoutCookie);
    const { api } = portal.openTab();

    await expect(
      api.getBackstageIdentity({ instantPopup: true }),
    ).rejects.toMatchObject({ name: 'PopupRejectedError' });
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('opens the window immediately for a session that the portal cannot check', async () => {
    portal.answerRefresh(uncheckable);
    const { api, connector } = portal.openTab();
    const waiting = api.getBackstageIdentity({ optional: true });
    await untilTrue(() => connector.getStatus().state === 'waiting');

    connector.retryNow();
    const call = api.getBackstageIdentity({ instantPopup: true });

    await expect(waiting).resolves.toBeUndefined();
    // Without a window of the test, the browser blocks the popup.
    await expect(call).rejects.toMatchObject({ name: 'PopupRejectedError' });
    expect(open).toHaveBeenCalledTimes(1);
    expect(portal.refreshes).toHaveLength(1);
    expect(connector.getStatus()).toEqual({ state: 'idle' });
  });

  it('opens no window for such a session before the user presses the button', async () => {
    portal.answerRefresh(uncheckable);
    const { api, connector } = portal.openTab();

    const call = api.getBackstageIdentity({ instantPopup: true });
    await untilTrue(() => connector.getStatus().state === 'waiting');
    connector.stopRetrying();

    await expect(call).rejects.toThrow('temporarily unavailable');
    expect(open).not.toHaveBeenCalled();
  });

  it('opens no window for a user who left while the portal was unavailable', async () => {
    portal.answerRefresh(unavailable);
    const { api, connector } = portal.openTab();

    const call = api.getBackstageIdentity({ instantPopup: true });
    await untilTrue(() => connector.getStatus().state === 'waiting');
    connector.stopRetrying();

    await expect(call).rejects.toThrow('temporarily unavailable');
    expect(open).not.toHaveBeenCalled();
  });
});
