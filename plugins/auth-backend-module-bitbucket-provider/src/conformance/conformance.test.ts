import { type BackendFeature } from '@backstage/backend-plugin-api';
import { type Browser } from '@backstage-bitbucket/test-kit';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { backstageHandlersModule } from '../__testUtils__/backstageHandlers';
import { createAuthApi } from '../__testUtils__/createAuthApi';

const APP = 'http://localhost:3000';
const script = { 'x-requested-with': 'XMLHttpRequest' };

const handlers: { name: string; provider?: BackendFeature }[] = [
  { name: "Backstage's", provider: backstageHandlersModule },
  { name: 'our' },
];

/**
 * The protocol between Backstage's front end and the routes of a provider. Each case applies to
 * Backstage's route handlers and to this package's handlers. {@link differences} lists the intended
 * differences.
 */
describe.each(handlers)('with $name handlers', ({ provider }) => {
  let portal: TestPortal;
  let browser: Browser;

  beforeAll(async () => {
    portal = await startPortal({
      provider,
      // Backstage's handlers support no other keys.
      environments: { development: { sessions: undefined } },
    });
  });

  afterAll(() => portal.close());

  beforeEach(() => {
    browser = portal.newBrowser();
  });

  const start = (query: string) => browser.fetch(`/start?${query}`);

  it('a start redirects to the page of Bitbucket', async () => {
    const response = await start(
      `env=development&scope=repository&origin=${APP}&flow=popup`,
    );
    expect(response.status).toBe(302);
    const { origin, searchParams } = new URL(response.headers.get('location')!);
    expect(origin).toBe(portal.stub.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'the-portal',
      redirect_uri: `${portal.providerUrl}/handler/frame`,
      scope: 'repository account',
      state: expect.stringMatching(/^[0-9a-f]+$/),
    });
  });

  it.each([
    ['flow=popup', 400, 'InputError'],
    ['env=', 400, 'InputError'],
    ['env=unknown', 404, 'NotFoundError'],
    ['env=development&origin=nowhere', 400, 'InputError'],
    ['env=development&origin=https://evil.example', 403, 'NotAllowedError'],
  ])('a start with %s gets %i', async (query, status, name) => {
    const response = await start(query);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { name } });
  });

  it('a popup sends the session to the page that opened it', async () => {
    const callback = await browser.consent('Mira Lindqvist');
    const response = await browser.fetch(
      callback.href.slice(portal.providerUrl.length),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^script-src 'sha256-/,
    );
    const page = await response.text();
    expect(page).toContain(
      `var origin = decodeURIComponent('${encodeURIComponent(APP)}')`,
    );
    expect(page).toContain("'type': 'config_info', 'targetOrigin': origin");
    const [, message] =
      /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page) ?? [];
    expect(JSON.parse(decodeURIComponent(message))).toEqual({
      type: 'authorization_response',
      response: {
        profile: {
          displayName: 'Mira Lindqvist',
          email: 'mira.lindqvist@harbourbikes.example',
          picture: expect.any(String),
        },
        providerInfo: expect.objectContaining({
          accessToken: expect.any(String),
          scope: expect.stringContaining('account'),
        }),
        backstageIdentity: {
          token: expect.any(String),
          expiresInSeconds: expect.any(Number),
          identity: {
            type: 'user',
            userEntityRef: 'user:default/mira',
            ownershipEntityRefs: ['user:default/mira'],
          },
        },
      },
    });
  });

  it('a popup sends an error to the page that opened it', async () => {
    expect(await browser.signIn('Olu Adeyemi')).toEqual({
      type: 'authorization_response',
      error: { name: expect.any(String), message: expect.any(String) },
    });
  });

  it.each([
    ['Mira Lindqvist', /^http:\/\/localhost:3000\/docs\?a=1$/],
    ['Olu Adeyemi', /^http:\/\/localhost:3000\/docs\?a=1&error=.+$/],
  ])('the redirect flow returns %s to the page', async (person, location) => {
    const redirectUrl = encodeURIComponent(`${APP}/docs?a=1`);
    const callback = await browser.consent(
      person,
      `development&flow=redirect&origin=${APP}&redirectUrl=${redirectUrl}`,
    );
    const response = await browser.fetch(
      callback.href.slice(portal.providerUrl.length),
    );
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toMatch(location);
  });

  it('a refresh returns the session', async () => {
    await browser.signIn('Mira Lindqvist');
    const response = await browser.fetch('/refresh?env=development', {
      headers: script,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      profile: { displayName: 'Mira Lindqvist' },
      providerInfo: { scope: expect.stringContaining('account') },
      backstageIdentity: {
        token: expect.any(String),
        identity: { userEntityRef: 'user:default/mira' },
      },
    });
  });

  it.each([
    ['without a session', script, 'env=development', 401],
    ['without X-Requested-With', {}, 'env=development', 401],
    ['without X-Requested-With', script, '', 400],
    ['of another environment', script, 'env=unknown', 404],
  ])('a refresh %s is rejected', async (_, headers, query, status) => {
    const response = await browser.fetch(`/refresh?${query}`, { headers });
    expect(response.status).toBe(status);
  });

  it('a sign-out ends the session', async () => {
    await browser.signIn('Mira Lindqvist');
    const response = await browser.fetch('/logout?env=development', {
      method: 'POST',
      headers: { ...script, origin: APP },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await browser.refresh()).toMatchObject({
      error: { name: 'AuthenticationError' },
    });
  });

  it.each([
    [{}, 401],
    [{ ...script, origin: 'https://evil.example' }, 403],
  ])('a sign-out with the headers %p is rejected', async (headers, status) => {
    await browser.signIn('Mira Lindqvist');
    const response = await browser.fetch('/logout?env=development', {
      method: 'POST',
      headers,
    });
    expect(response.status).toBe(status);
    expect(await browser.refresh()).toHaveProperty('backstageIdentity');
  });

  describe("Backstage's client", () => {
    it('finds no session, signs in once, and remains signed in after a reload', async () => {
      const first = createAuthApi(browser);
      expect(
        await first.api.getBackstageIdentity({ optional: true }),
      ).toBeUndefined();
      expect(await first.api.getBackstageIdentity()).toMatchObject({
        identity: { userEntityRef: 'user:default/mira' },
      });
      expect(await first.api.getProfile()).toMatchObject({
        displayName: 'Mira Lindqvist',
      });
      expect(first.signIns()).toBe(1);

      const reloaded = createAuthApi(browser);
      expect(await reloaded.api.getBackstageIdentity()).toMatchObject({
        identity: { userEntityRef: 'user:default/mira' },
      });
      expect([reloaded.refreshes(), reloaded.signIns()]).toEqual([1, 0]);
    });

    it('gets an access token for more scopes with at most one more sign-in, and requests no further one', async () => {
      portal.registerClient({ scopes: ['account', 'email', 'repository'] });
      const { api, refreshes, signIns } = createAuthApi(browser);
      await api.getBackstageIdentity();
      const token = await api.getAccessToken('repository');
      expect(token).toMatch(/./);
      const asked = [refreshes(), signIns()];
      expect(await api.getAccessToken('repository')).toBe(token);
      expect(await api.getAccessToken(['repository', 'account'])).toBe(token);
      expect([refreshes(), signIns()]).toEqual(asked);
      expect(signIns()).toBeLessThanOrEqual(2);
    });

    it('has no session after a sign-out', async () => {
      const { api } = createAuthApi(browser);
      await api.getBackstageIdentity();
      await api.signOut();
      expect(
        await createAuthApi(browser).api.getBackstageIdentity({
          optional: true,
        }),
      ).toBeUndefined();
    });
  });
});
