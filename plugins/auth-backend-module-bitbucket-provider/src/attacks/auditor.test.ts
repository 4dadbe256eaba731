import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT, json } from '../__testUtils__/HostileBitbucket';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const HOUR = 60 * 60 * 1000;
const STRANGER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

const hostile = useHostilePortal();

describe('an invalid Authorization header', () => {
  const init = {
    headers: {
      'x-requested-with': 'XMLHttpRequest',
      authorization: 'Bearer x',
    },
  };

  it('does not prevent the record of a rejection', async () => {
    const browser = hostile.portal.newBrowser();
    const answer = await browser.fetch('/handler/frame?code=a-c0de', init);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('You are not signed in');
    expect(hostile.portal.audited).toMatchObject([
      { eventId: 'sign-in', status: 'failed' },
    ]);
    // The log line also contains the address of the client.
    expect(hostile.portal.log()).toMatch(/"ip":"[^"]+","hostname":"localhost"/);
    expect(hostile.portal.log()).not.toContain('"plugin:');
  });

  it('prevents no sign-in and ends no session', async () => {
    const browser = hostile.portal.newBrowser();
    const callback = await browser.callbackOf();
    const page = await browser.fetch(
      callback.href.slice(hostile.portal.providerUrl.length),
      init,
    );
    expect(await page.text()).toContain('backstageIdentity');
    const refreshed = await browser.fetch('/refresh?env=development', init);
    expect(refreshed.status).toBe(200);
    expect(hostile.portal.audited).toMatchObject([
      ...['sign-in', 'access-token', 'access-token'].map(eventId => ({
        eventId,
        status: 'succeeded',
        meta: { uuid: ACCOUNT.uuid },
      })),
    ]);
  });
});

describe('an auditor that fails', () => {
  const failing = { begin: false, end: false };
  let recording: TestPortal;
  beforeAll(async () => {
    recording = await startPortal({
      stub: hostile.portal.stub,
      environments: {
        development: {
          baseUrl: hostile.bitbucket.url,
          apiBaseUrl: hostile.bitbucket.apiUrl,
        },
      },
      failingAuditor: failing,
    });
  });
  afterAll(() => recording.close());
  beforeEach(() => Object.assign(failing, { begin: false, end: false }));

  it.each<['begin' | 'end', string]>([
    ['begin', ACCOUNT.uuid],
    ['end', ACCOUNT.uuid],
    ['begin', STRANGER],
    ['end', STRANGER],
  ])(
    'to %s prevents every sign-in, and the response contains no details',
    async (when, uuid) => {
      failing[when] = true;
      hostile.bitbucket.answer({ user: json({ ...ACCOUNT, uuid }) });
      const browser = recording.newBrowser();
      const { error } = await browser.comeBack(await browser.callbackOf());
      expect(error.message).toMatch(
        /^This portal cannot record sign-ins[^:]*$/,
      );
      expect(browser.session()).toBeUndefined();
    },
  );

  it('to end a second sign-in preserves the session of the browser', async () => {
    const browser = recording.newBrowser();
    await browser.comeBack(await browser.callbackOf());
    failing.end = true;
    const { error } = await browser.comeBack(await browser.callbackOf());
    expect(error.message).toMatch(/^This portal cannot record sign-ins/);
    failing.end = false;
    // A replaced session ends after one minute.
    advanceClock(2 * 60_000);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it('returns a page for a callback without a sign-in attempt', async () => {
    failing.begin = true;
    const answer = await recording.newBrowser().fetch('/handler/frame?code=x');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('You are not signed in');
    expect(recording.log()).toContain('Could not record sign-in');
  });

  it.each(['begin', 'end'] as const)('to %s ends no session', async when => {
    const browser = recording.newBrowser();
    await browser.comeBack(await browser.callbackOf());
    advanceClock(2 * HOUR);
    failing[when] = true;
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    failing[when] = false;
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it.each(['begin', 'end'] as const)(
    'to %s prevents no sign-out',
    async when => {
      const browser = recording.newBrowser();
      await browser.comeBack(await browser.callbackOf());
      const secret = browser.session() ?? '';
      failing[when] = true;
      await browser.logout();
      browser.setCookie('bitbucket-session', secret);
      expect(await browser.refresh()).toMatchObject({
        error: { message: expect.stringMatching(/^You signed out/) },
      });
    },
  );
});
