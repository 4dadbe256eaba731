import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { startPortal, TestPortal } from '../__testUtils__/startPortal';

const MINUTE = 60 * 1000;

let bitbucket: HostileBitbucket;
let stub: BitbucketCloudStub;
let portal: TestPortal;
/** Another instance of the same portal. */
let second: TestPortal;
beforeAll(async () => {
  bitbucket = await HostileBitbucket.start();
  stub = await createBitbucketCloudStub({ dialect: 'current' });
  const environments = {
    development: {},
    hostile: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
  };
  portal = await startPortal({ stub, environments });
  second = await startPortal({ stub, environments });
});
afterAll(async () => {
  await Promise.all([portal.close(), second.close()]);
  await Promise.all([bitbucket.close(), stub.close()]);
});
beforeEach(() => {
  bitbucket.reset();
  stub.reset();
  portal.registerClient();
});

const tokenRequests = () =>
  stub.journal.entries().filter(({ path }) => path.endsWith('/access_token'));

describe('an authorization code', () => {
  it('is worth nothing after ten minutes', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    stub.clock.advance(11 * MINUTE);
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/it took too long/);
  });

  it('that was spent is worth nothing in another sign-in', async () => {
    const browser = portal.newBrowser();
    const spent = await browser.consent('Mira Lindqvist');
    expect(await browser.comeBack(spent)).toHaveProperty('response');
    await browser.logout();

    const callback = await browser.consent('Mira Lindqvist');
    callback.searchParams.set('code', spent.searchParams.get('code') ?? '');
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/did not accept this sign-in/);
    expect(browser.cookie('bitbucket-refresh-token')).toBeUndefined();
  });

  it('is not spent by a HEAD of the callback', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    const head = await browser.fetch(
      callback.href.slice(portal.providerUrl.length),
      { method: 'HEAD' },
    );
    const { response } = await browser.comeBack(callback);

    expect(head.status).toBe(405);
    expect(head.headers.get('allow')).toBe('GET, POST');
    expect(response.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/mira',
    );
  });

  it('of another client is worth nothing', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    stub.registerClient({
      id: 'another',
      secret: 'another-secret',
      callbackUrl: portal.providerUrl,
      scopes: ['account'],
    });
    const authorize = new URL(`${stub.url}/site/oauth2/authorize`);
    const answer = await fetch(authorize, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        response_type: 'code',
        client_id: 'another',
        redirect_uri: `${portal.providerUrl}/handler/frame`,
        account: stub.person('mira_lindqvist').uuid,
      }),
    });
    const foreign = new URL(answer.headers.get('location') ?? '');
    callback.searchParams.set('code', foreign.searchParams.get('code') ?? '');
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/did not accept this sign-in/);
  });

  it('for another redirect_uri is worth nothing', async () => {
    // The other instance has another port, and with it another redirect_uri.
    stub.registerClient({
      id: 'the-portal',
      secret: 's3cret-of-the-portal',
      callbackUrl: second.providerUrl,
      scopes: ['account'],
    });
    const attacker = second.newBrowser();
    const stolen = await attacker.consent('Mira Lindqvist');
    portal.registerClient();
    const browser = portal.newBrowser();
    const callback = await browser.consent('Tomas Reyes');
    callback.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/did not accept this sign-in/);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['twice', 'twice'],
  ])('that is %s is not sent to Bitbucket', async (_, code) => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    callback.searchParams.delete('code');
    if (code === 'twice') {
      callback.searchParams.append('code', 'a');
      callback.searchParams.append('code', 'b');
    } else if (code !== undefined) {
      callback.searchParams.set('code', code);
    }
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/holds no authorization code/);
    expect(tokenRequests()).toHaveLength(0);
  });
});

describe('a refresh token that Bitbucket has rotated', () => {
  it('still works within its grace period, and not after it', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist');
    const old = browser.cookie('bitbucket-refresh-token') ?? '';
    await browser.refresh();
    expect(browser.cookie('bitbucket-refresh-token')).not.toBe(old);

    const other = portal.newBrowser();
    other.setCookie('bitbucket-refresh-token', old);
    stub.clock.advance(9 * MINUTE);
    expect(await other.refresh()).toHaveProperty('backstageIdentity');

    const late = portal.newBrowser();
    late.setCookie('bitbucket-refresh-token', old);
    stub.clock.advance(2 * MINUTE);
    expect(await late.refresh()).toMatchObject({
      error: { name: 'AuthenticationError' },
    });
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it('keeps both tabs signed in that wake up at the same moment', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist');
    const answers = await Promise.all([browser.refresh(), browser.refresh()]);
    for (const answer of answers) {
      expect(answer).toHaveProperty('backstageIdentity');
    }
    stub.clock.advance(20 * MINUTE);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it('is sent once for two refreshes at the same moment', async () => {
    let release = () => {};
    bitbucket.answer({
      token: (req, res) => {
        release = () => json(TOKEN)(req, res);
      },
    });
    const browser = portal.newBrowser();
    browser.setCookie('bitbucket-refresh-token', 'the-same');
    const begun = () =>
      portal.log().split('"audit","session-refresh","initiated"').length;
    const before = begun();
    const answers = Promise.all([
      browser.refresh('hostile'),
      browser.refresh('hostile'),
    ]);
    while (begun() < before + 2 || bitbucket.requests.token === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    release();
    for (const answer of await answers) {
      expect(answer).toHaveProperty('backstageIdentity');
    }
    expect(bitbucket.requests.token).toBe(1);
  });

  it('keeps both tabs signed in that reach two instances', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist');
    const twin = second.newBrowser();
    twin.setCookie(
      'bitbucket-refresh-token',
      browser.cookie('bitbucket-refresh-token') ?? '',
    );
    const answers = await Promise.all([browser.refresh(), twin.refresh()]);
    for (const answer of answers) {
      expect(answer).toHaveProperty('backstageIdentity');
    }
    stub.clock.advance(20 * MINUTE);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    expect(await twin.refresh()).toHaveProperty('backstageIdentity');
  });

  it.each([429, 503])(
    'is in the browser although Bitbucket answered %i to what came after it',
    async status => {
      const browser = portal.newBrowser();
      await browser.signIn('Mira Lindqvist');
      const old = browser.cookie('bitbucket-refresh-token');
      stub.faults.add({ path: '/2.0/**', status });
      const answer = await browser.refresh();
      expect(answer).toHaveProperty('error');
      expect(answer).not.toHaveProperty('providerInfo');
      expect(browser.cookie('bitbucket-refresh-token')).not.toBe(old);

      stub.faults.clear();
      // By now the old one is worth nothing.
      stub.clock.advance(11 * MINUTE);
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    },
  );

  it('asks again after a refresh that failed', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist', 'hostile').catch(() => {});
    bitbucket.answer({ token: json({}, 503) });
    browser.setCookie('bitbucket-refresh-token', 'kept');
    expect(await browser.refresh('hostile')).toHaveProperty('error');
    bitbucket.reset();
    expect(await browser.refresh('hostile')).toHaveProperty(
      'backstageIdentity',
    );
  });
});

describe('tokens of more than 5,000 characters', () => {
  const long = (name: string) => `${name}-${'x'.repeat(5200)}`;
  const answerWith = (access: string, refresh: string) =>
    bitbucket.answer({
      token: json({ ...TOKEN, access_token: access, refresh_token: refresh }),
    });

  it('survive sign-in, refresh and sign-out', async () => {
    const browser = portal.newBrowser();
    answerWith(long('access-1'), long('refresh-1'));
    const { response } = await browser.comeBack(
      await browser.callbackOf('hostile'),
    );
    expect(response.providerInfo.accessToken).toBe(long('access-1'));
    expect(browser.cookie('bitbucket-refresh-token')).toBe(long('refresh-1'));
    expect(
      browser.cookieNames().filter(name => name.includes('refresh')),
    ).toHaveLength(2);

    answerWith(long('access-2'), `${long('refresh-2')}${'y'.repeat(4000)}`);
    await browser.refresh('hostile');
    expect(
      browser.cookieNames().filter(name => name.includes('refresh')),
    ).toHaveLength(3);

    answerWith(long('access-3'), 'short-again');
    await browser.refresh('hostile');
    expect(browser.cookieNames()).toEqual(['bitbucket-refresh-token']);
    expect(browser.cookie('bitbucket-refresh-token')).toBe('short-again');

    answerWith(long('access-4'), long('refresh-4'));
    await browser.refresh('hostile');
    await browser.logout('hostile');
    expect(browser.cookieNames()).toEqual([]);
  });
});

it('keeps the refresh token where Bitbucket sends no new one', async () => {
  const browser = portal.newBrowser();
  await browser.comeBack(await browser.callbackOf('hostile'));
  bitbucket.answer({ token: json({ ...TOKEN, refresh_token: undefined }) });
  expect(await browser.refresh('hostile')).toHaveProperty('backstageIdentity');
  expect(browser.cookie('bitbucket-refresh-token')).toBe(TOKEN.refresh_token);
});
