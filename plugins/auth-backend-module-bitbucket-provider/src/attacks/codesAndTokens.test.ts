import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { advanceClock } from '../__testUtils__/clock';
import {
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

let bitbucket: HostileBitbucket;
let stub: BitbucketCloudStub;
let portal: TestPortal;
/** Another portal with the same Bitbucket. */
let second: TestPortal;
beforeAll(async () => {
  bitbucket = await HostileBitbucket.start();
  stub = await createBitbucketCloudStub({ dialect: 'current' });
  const environments = {
    development: {},
    hostile: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
  };
  const options = { stub, environments };
  portal = await startPortal(options);
  second = await startPortal(options);
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
  it('is invalid after ten minutes', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    stub.clock.advance(11 * MINUTE);
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/it took too long/);
  });

  it('that was used is invalid in another sign-in', async () => {
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

  it('is not consumed by a HEAD of the callback', async () => {
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

  it('of another OAuth consumer is invalid', async () => {
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

  it('for another redirect_uri is invalid', async () => {
    // The other instance has another port, and therefore another redirect_uri.
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
    expect(error.message).toMatch(/contains no authorization code/);
    expect(tokenRequests()).toHaveLength(0);
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

  it('are kept if Bitbucket returns no new refresh token', async () => {
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
