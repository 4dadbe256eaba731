import { http, HttpResponse } from 'msw';
import {
  observe,
  session,
  TestPortal,
  unavailable,
} from './__testUtils__/TestPortal';
import { untilTrue } from './__testUtils__/untilTrue';

const portal = new TestPortal();

beforeAll(() => portal.listen());
afterAll(() => portal.close());

beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'performance'],
  });
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  portal.reset();
});

describe('RetryingAuthConnector.refreshSession', () => {
  it('requests the session of this browser, with the scopes and the environment', async () => {
    portal.answerRefresh(session);
    const { connector } = portal.openTab();

    const result = await connector.refreshSession({
      scopes: new Set(['account', 'repository:write']),
    });

    expect(result).toMatchObject({
      profile: { displayName: 'Mira Lindqvist' },
      providerInfo: { accessToken: '', scopes: new Set(['account']) },
      backstageIdentity: {
        token: 'backstage-token',
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    expect(Object.fromEntries(portal.refreshes[0].searchParams)).toEqual({
      optional: '',
      scope: 'account repository:write',
      env: 'development',
    });
    expect(connector.getStatus()).toEqual({ state: 'idle' });
  });

  it.each([
    ['status 502', () => unavailable(502)],
    ['status 503', () => unavailable(503)],
    ['status 504', () => unavailable(504)],
    ['status 429', () => unavailable(429)],
    ['a network error', () => HttpResponse.error()],
    [
      'a page from a proxy with status 502',
      () => HttpResponse.html('<h1>Bad Gateway</h1>', { status: 502 }),
    ],
    [
      'a page from a proxy with status 200',
      () => HttpResponse.html('<h1>Maintenance</h1>'),
    ],
    ['a malformed Retry-After', () => unavailable(503, 'Thursday, or so')],
  ])('retries after %s and returns the session', async (_, trouble) => {
    portal.answerRefresh(trouble, session);
    const { connector } = portal.openTab();
    const statuses: string[] = [];
    connector.subscribe(() => statuses.push(connector.getStatus().state));
    const refresh = observe(connector.refreshSession());

    await portal.advanceAfter(1, 999);
    expect(portal.refreshes).toHaveLength(1);
    expect(connector.getStatus().state).toBe('waiting');

    await portal.advanceAfter(1, 1);
    await untilTrue(() => refresh.session !== undefined);
    expect(portal.refreshes).toHaveLength(2);
    expect(statuses).toEqual(['waiting', 'idle']);
  });

  it('retries when the portal accepts the request but never responds', async () => {
    let isFirst = true;
    portal.use(
      http.get('*/bitbucket/refresh', async () => {
        portal.refreshes.push(new URL('http://portal.test'));
        if (isFirst) {
          isFirst = false;
          await new Promise(() => {});
        }
        return session();
      }),
    );
    const { connector } = portal.openTab();
    const refresh = observe(connector.refreshSession());

    await portal.advanceAfter(1, 15_000);
    await portal.advanceAfter(1, 1_000);

    await untilTrue(() => refresh.session !== undefined);
    expect(portal.refreshes).toHaveLength(2);
  });

  it.each([429, 503])(
    'waits for the time in Retry-After of status %i',
    async status => {
      portal.answerRefresh(() => unavailable(status, '30'), session);
      const { connector } = portal.openTab();
      const refresh = observe(connector.refreshSession());

      await portal.advanceAfter(1, 29_999);
      expect(portal.refreshes).toHaveLength(1);
      await portal.advanceAfter(1, 1);

      await untilTrue(() => refresh.session !== undefined);
      expect(portal.refreshes).toHaveLength(2);
    },
  );

  it('increases the wait up to ten seconds, and does not stop on the sign-in page', async () => {
    portal.answerRefresh(unavailable);
    const { connector } = portal.openTab();
    const refresh = observe(connector.refreshSession());

    let requests = 1;
    for (const delay of [1_000, 2_000, 5_000, ...Array(30).fill(10_000)]) {
      await portal.advanceAfter(requests, delay - 1);
      expect(portal.refreshes).toHaveLength(requests);
      await portal.advanceAfter(requests, 1);
      requests += 1;
    }
    expect(refresh).toEqual({});

    portal.answerRefresh(session);
    await portal.advanceAfter(requests, 10_000);
    await untilTrue(() => refresh.session !== undefined);
  });

  it('stops in an open tab after two minutes, with a message and without a dialog', async () => {
    const { api, connector, oauthRequestApi, tab } =
      await portal.openSignedInTab();
    const requests: unknown[] = [];
    oauthRequestApi.authRequest$().subscribe(all => requests.push(...all));
    portal.answerRefresh(() => unavailable(503, '40'));

    const call = observe(api.getBackstageIdentity() as Promise<never>);
    await portal.advanceAfter(1, 40_000);
    await portal.advanceAfter(2, 40_000);
    await portal.advanceAfter(3, 39_999);
    expect(call).toEqual({});
    await portal.advanceAfter(3, 1);

    await untilTrue(() => call.error !== undefined);
    expect(call.error).toMatchObject({
      name: 'ServiceUnavailableError',
      message: 'The portal is temporarily unavailable. Try again in a moment.',
    });
    expect(portal.refreshes).toHaveLength(4);
    expect(jest.getTimerCount()).toBe(0);
    expect(requests).toEqual([]);
    expect(tab.reloads).toBe(0);
    expect(connector.getStatus().state).toBe('failed');

    portal.answerRefresh(session);
    await expect(api.getBackstageIdentity()).resolves.toMatchObject({
      token: 'backstage-token',
    });
  });

  it('sends the next request immediately when the user requests it', async () => {
    portal.answerRefresh(() => unavailable(503, '60'), session);
    const { connector } = portal.openTab();
    const refresh = observe(connector.refreshSession());
    await portal.advanceAfter(1, 5_000);

    connector.retryNow();

    await untilTrue(() => refresh.session !== undefined);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer when it is stopped, and starts again with the next request', async () => {
    portal.answerRefresh(unavailable);
    const { api, connector } = portal.openTab();
    const identity = api.getBackstageIdentity({ optional: true });
    await portal.advanceAfter(1, 500);

    connector.stopRetrying();

    await expect(identity).resolves.toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);

    portal.answerRefresh(session);
    await expect(
      api.getBackstageIdentity({ optional: true }),
    ).resolves.toMatchObject({ token: 'backstage-token' });
  });

  it('completes a pending request when it is stopped', async () => {
    portal.answerRefresh(session);
    const { connector } = portal.openTab();
    const refresh = connector.refreshSession();

    connector.stopRetrying();

    await expect(refresh).resolves.toMatchObject({ profile: {} });
  });
});
