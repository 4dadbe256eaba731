import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { Browser, sessionCookie } from '../__testUtils__/Browser';
import { advanceClock } from '../__testUtils__/clock';
import { openSqlite, TestDatabase } from '../__testUtils__/databases';
import {
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { startPortal, TestPortal } from '../__testUtils__/startPortal';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const SESSION = sessionCookie('development');

let bitbucket: HostileBitbucket;
let stub: BitbucketCloudStub;
let database: TestDatabase;
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
  database = await openSqlite();
  const options = { stub, environments, database: database.service };
  portal = await startPortal(options);
  second = await startPortal(options);
});
afterAll(async () => {
  await Promise.all([portal.close(), second.close()]);
  await Promise.all([bitbucket.close(), stub.close(), database.close()]);
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
    expect(browser.session('development')).toBeUndefined();
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
  /** A browser whose next refresh needs a new access token. */
  async function signInEarlier() {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist', 'development');
    advanceClock(2 * HOUR);
    return browser;
  }
  /** The same browser, whose requests reach another instance. */
  function twinOf(browser: Browser, instance = second) {
    const twin = instance.newBrowser();
    twin.setCookie(SESSION, browser.session('development') ?? '');
    return twin;
  }
  const rows = () => database.knex('bitbucket_auth_sessions');

  it('is in the database at once, and works after its grace period', async () => {
    const browser = await signInEarlier();
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    expect(tokenRequests()).toHaveLength(2);
    advanceClock(2 * HOUR);
    expect(await twinOf(browser).refresh()).toHaveProperty('backstageIdentity');
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    expect(tokenRequests()).toHaveLength(3);
  });

  it.each([
    ['within the grace period signs nobody out', 9, /^$/],
    ['after it ends the session', 11, /Bitbucket has ended the access/],
  ])('and was not written, %s', async (_, minutes, message) => {
    const browser = await signInEarlier();
    // As after a crash between the token call and the write.
    const before = await rows().orderBy('created_at', 'desc').first();
    await browser.refresh();
    await rows().where({ id_hash: before.id_hash }).update(before);
    stub.clock.advance(minutes * MINUTE);
    const { error } = await browser.refresh();
    expect(error?.message ?? '').toMatch(message);
    expect(tokenRequests()).toHaveLength(3);
  });

  it('keeps both tabs signed in that wake up at the same moment', async () => {
    const browser = await signInEarlier();
    const answers = await Promise.all([browser.refresh(), browser.refresh()]);
    for (const answer of answers) {
      expect(answer).toHaveProperty('backstageIdentity');
    }
    stub.clock.advance(20 * MINUTE);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  it('is sent once for two refreshes at the same moment', async () => {
    const browser = portal.newBrowser();
    await browser.comeBack(await browser.callbackOf('hostile'));
    advanceClock(2 * HOUR);
    bitbucket.requests.token = 0;
    const [one, other] = await Promise.all([
      browser.refresh('hostile'),
      browser.refresh('hostile'),
    ]);
    expect(one).toHaveProperty('backstageIdentity');
    expect(other).toHaveProperty('backstageIdentity');
    expect(bitbucket.requests.token).toBe(1);
  });

  it('keeps both tabs signed in that reach two instances', async () => {
    for (let round = 1; round <= 10; round++) {
      const browser = await signInEarlier();
      const twin = twinOf(browser);
      const before = tokenRequests().length;
      const answers = await Promise.all([browser.refresh(), twin.refresh()]);
      for (const answer of answers) {
        expect(answer).toHaveProperty('backstageIdentity');
      }
      expect(tokenRequests()).toHaveLength(before + 1);
      stub.clock.advance(20 * MINUTE);
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
      expect(await twin.refresh()).toHaveProperty('backstageIdentity');
    }
  });

  it.each([429, 503])(
    'is kept although Bitbucket answered %i to what came after it',
    async status => {
      const browser = await signInEarlier();
      stub.faults.add({ path: '/2.0/**', status });
      const answer = await browser.refresh();
      expect(answer).toMatchObject({
        error: { name: 'ServiceUnavailableError' },
      });
      expect(answer).not.toHaveProperty('providerInfo');

      stub.faults.clear();
      // By now the old one is worth nothing.
      advanceClock(2 * HOUR);
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    },
  );

  it('asks again after a refresh that failed', async () => {
    const browser = portal.newBrowser();
    await browser.comeBack(await browser.callbackOf('hostile'));
    bitbucket.reset();
    bitbucket.answer({ token: json({}, 503) });
    expect(await browser.refresh('hostile')).toHaveProperty('error');
    bitbucket.reset();
    expect(await browser.refresh('hostile')).toHaveProperty(
      'backstageIdentity',
    );
  });
});

describe('tokens of more than 5,000 characters', () => {
  const long = (name: string) => `${name}-${'x'.repeat(5200)}`;
  const forms: URLSearchParams[] = [];
  const answerWith = (access: string, refresh?: string) =>
    bitbucket.answer({
      token: (req, res) => {
        let body = '';
        req.on('data', chunk => {
          body += chunk;
        });
        req.on('end', () => {
          forms.push(new URLSearchParams(body));
          const tokens = { access_token: access, refresh_token: refresh };
          json({ ...TOKEN, ...tokens })(req, res);
        });
      },
    });
  beforeEach(() => {
    forms.length = 0;
  });
  const sent = () => forms.map(form => form.get('refresh_token'));

  it('survive sign-in, refresh and sign-out, and are in no cookie', async () => {
    const browser = portal.newBrowser();
    answerWith(long('access-1'), long('refresh-1'));
    const { response } = await browser.comeBack(
      await browser.callbackOf('hostile'),
    );
    expect(response.providerInfo.accessToken).toBe(long('access-1'));
    const session = browser.session('hostile');
    expect(`bitbucket-session-hostile=${session}`.length).toBeLessThan(100);
    expect(browser.cookieNames()).toEqual([
      'bitbucket-attempt-hostile',
      'bitbucket-session-hostile',
    ]);

    advanceClock(2 * HOUR);
    answerWith(long('access-2'), `${long('refresh-2')}${'y'.repeat(4000)}`);
    const { providerInfo } = await browser.refresh('hostile');
    expect(providerInfo.accessToken).toBe(long('access-2'));

    advanceClock(2 * HOUR);
    answerWith(long('access-3'), 'short-again');
    await browser.refresh('hostile');
    expect(browser.session('hostile')).toBe(session);
    expect(sent()).toEqual([
      null,
      long('refresh-1'),
      `${long('refresh-2')}${'y'.repeat(4000)}`,
    ]);

    await browser.logout('hostile');
    expect(browser.session('hostile')).toBeUndefined();
  });

  it('are kept where Bitbucket sends no new refresh token', async () => {
    const browser = portal.newBrowser();
    answerWith('access-1', long('refresh-1'));
    await browser.comeBack(await browser.callbackOf('hostile'));
    for (const access of ['access-2', 'access-3']) {
      advanceClock(2 * HOUR);
      answerWith(access);
      expect(await browser.refresh('hostile')).toHaveProperty(
        'backstageIdentity',
      );
    }
    expect(sent()).toEqual([null, long('refresh-1'), long('refresh-1')]);
  });
});
