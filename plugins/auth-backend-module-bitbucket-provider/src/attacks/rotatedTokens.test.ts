import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type Browser, sessionCookie } from '@backstage-bitbucket/test-kit';
import { advanceClock } from '../__testUtils__/clock';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { HostileBitbucket, json } from '../__testUtils__/HostileBitbucket';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const SESSION = sessionCookie('development');
/** For more rounds, set `TWO_TABS_ROUNDS=1000`. docs/contribute/benchmarks.md lists the results. */
const ROUNDS = Number(process.env.TWO_TABS_ROUNDS ?? 10);

let bitbucket: HostileBitbucket;
let stub: BitbucketCloudStub;
let database: TestDatabase;
let portal: TestPortal;
/** Another instance of the same portal. */
let second: TestPortal;
let environments: { [name: string]: { baseUrl?: string; apiBaseUrl?: string } };
beforeAll(async () => {
  bitbucket = await HostileBitbucket.start();
  stub = await createBitbucketCloudStub({ dialect: 'current' });
  environments = {
    development: {},
    hostile: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
  };
});
afterAll(async () => {
  await Promise.all([bitbucket.close(), stub.close()]);
});
beforeEach(() => {
  bitbucket.reset();
  stub.reset();
  portal.registerClient();
});

const tokenRequests = () =>
  stub.journal.entries().filter(({ path }) => path.endsWith('/access_token'));

describe.each(databases)(
  'a refresh token that Bitbucket has rotated, on $name',
  ({ open }) => {
    beforeAll(async () => {
      database = await open();
      const options = { stub, environments, database: database.service };
      portal = await startPortal(options);
      second = await startPortal(options);
    }, 60_000);
    afterAll(async () => {
      await Promise.all([portal.close(), second.close()]);
      await database.close();
    });

    /** Returns a browser whose next refresh needs a new access token. */
    async function signInEarlier() {
      const browser = portal.newBrowser();
      await browser.signIn('Mira Lindqvist', 'development');
      advanceClock(2 * HOUR);
      return browser;
    }
    /** Returns a browser with the same cookies whose requests reach another instance. */
    function twinOf(browser: Browser, instance = second) {
      const twin = instance.newBrowser();
      twin.setCookie(SESSION, browser.session('development') ?? '');
      return twin;
    }
    const rows = () => database.knex('bitbucket_auth_sessions');

    it('is stored immediately, and works after its grace period', async () => {
      const browser = await signInEarlier();
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
      expect(tokenRequests()).toHaveLength(2);
      advanceClock(2 * HOUR);
      expect(await twinOf(browser).refresh()).toHaveProperty(
        'backstageIdentity',
      );
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
      expect(tokenRequests()).toHaveLength(3);
    });

    it.each([
      ['within the grace period keeps the session', 9, /^$/],
      ['after it ends the session', 11, /Bitbucket has ended the access/],
    ])('and was not stored, %s', async (_, minutes, message) => {
      const browser = await signInEarlier();
      // The state after a crash between the token request and the write.
      const before = await rows().orderBy('created_at', 'desc').first();
      await browser.refresh();
      await rows().where({ id_hash: before.id_hash }).update(before);
      stub.clock.advance(minutes * MINUTE);
      const { error } = await browser.refresh();
      expect(error?.message ?? '').toMatch(message);
      expect(tokenRequests()).toHaveLength(3);
    });

    it('keeps the session of two tabs that refresh at the same time', async () => {
      const browser = await signInEarlier();
      const answers = await Promise.all([browser.refresh(), browser.refresh()]);
      for (const answer of answers) {
        expect(answer).toHaveProperty('backstageIdentity');
      }
      stub.clock.advance(20 * MINUTE);
      expect(await browser.refresh()).toHaveProperty('backstageIdentity');
    });

    it('is sent once for two refreshes at the same time', async () => {
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

    it('keeps the session of two tabs that reach two instances', async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const browser = await signInEarlier();
        const twin = twinOf(browser);
        stub.journal.clear();
        const answers = await Promise.all([browser.refresh(), twin.refresh()]);
        for (const answer of answers) {
          expect(answer).toHaveProperty('backstageIdentity');
        }
        expect(tokenRequests()).toHaveLength(1);
        stub.clock.advance(20 * MINUTE);
        expect(await browser.refresh()).toHaveProperty('backstageIdentity');
        expect(await twin.refresh()).toHaveProperty('backstageIdentity');
      }
    });

    it.each([429, 503])(
      'is stored although Bitbucket responded with %i to the next request',
      async status => {
        const browser = await signInEarlier();
        stub.faults.add({ path: '/2.0/**', status });
        const answer = await browser.refresh();
        expect(answer).toMatchObject({
          error: { name: 'ServiceUnavailableError' },
        });
        expect(answer).not.toHaveProperty('providerInfo');

        stub.faults.clear();
        // After this time, Bitbucket rejects the old token.
        advanceClock(2 * HOUR);
        expect(await browser.refresh()).toHaveProperty('backstageIdentity');
      },
    );

    it('is requested again after a failed refresh', async () => {
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
  },
);
