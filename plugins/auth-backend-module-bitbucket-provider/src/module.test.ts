import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  type OAuthClient,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { type UserEntity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Browser } from '@backstage-bitbucket/test-kit';
import authModuleBitbucketProvider from '.';
import { advanceClock } from './__testUtils__/clock';

const client = { id: 'the-portal', secret: 's3cret-of-the-portal' };

const user: UserEntity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'mira.lindqvist',
    namespace: 'default',
    annotations: {
      'bitbucket.org/user-id': '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
    },
  },
  spec: {
    profile: { email: 'mira.lindqvist@harbourbikes.example' },
    memberOf: ['platform'],
  },
};

const provider = (stub: BitbucketCloudStub, resolver: string) => ({
  clientId: client.id,
  clientSecret: client.secret,
  baseUrl: stub.url,
  apiBaseUrl: stub.apiUrl,
  requestTimeout: { seconds: 5 },
  signIn: { resolvers: [{ resolver }] },
});

describe.each(['current', 'legacy'] as const)(
  'authModuleBitbucketProvider with the %s dialect of Bitbucket',
  dialect => {
    const logger = mockServices.rootLogger.mock({ child: () => logger });
    let stub: BitbucketCloudStub;
    let backend: TestBackend;
    let browser: Browser;

    const providerUrl = () =>
      `http://localhost:${backend.server.port()}/api/auth/bitbucket`;
    const registerClient = (change: Partial<OAuthClient> = {}) =>
      stub.registerClient({
        ...client,
        callbackUrl: providerUrl(),
        scopes: ['account', 'email', 'team'],
        ...change,
      });

    beforeAll(async () => {
      stub = await createBitbucketCloudStub({ dialect });
      backend = await startTestBackend({
        features: [
          authPlugin,
          authModuleBitbucketProvider,
          catalogServiceMock.factory({ entities: [user] }),
          logger.factory,
          mockServices.rootConfig.factory({
            data: {
              app: { baseUrl: 'http://localhost:3000' },
              auth: {
                providers: {
                  bitbucket: {
                    development: provider(
                      stub,
                      'userIdMatchingUserEntityAnnotation',
                    ),
                    byEmail: provider(
                      stub,
                      'emailMatchingUserEntityProfileEmail',
                    ),
                  },
                },
              },
            },
          }),
        ],
      });
    });

    afterAll(async () => {
      await backend.stop();
      await stub.close();
    });

    beforeEach(() => {
      stub.reset();
      registerClient();
      jest.clearAllMocks();
      browser = new Browser(providerUrl());
    });

    it('signs in an account as its user of the catalog', async () => {
      const { response } = await browser.signIn('Mira Lindqvist');
      expect(response).toMatchObject({
        profile: {
          displayName: 'Mira Lindqvist',
          email: 'mira.lindqvist@harbourbikes.example',
          picture: expect.stringContaining(stub.url),
        },
        providerInfo: {
          // Plugins that call Bitbucket request more scopes.
          accessToken: '',
          scope: 'account',
        },
        backstageIdentity: {
          identity: { userEntityRef: 'user:default/mira.lindqvist' },
        },
      });
    });

    it('requests the required scopes, and email only for an email resolver', async () => {
      const scopeOf = async (env: string) =>
        (await browser.start(env)).searchParams.get('scope');
      await expect(scopeOf('development')).resolves.toBe('account');
      await expect(scopeOf('byEmail')).resolves.toBe('account email');
    });

    it('returns an access token for more than the base scopes', async () => {
      await browser.signIn('Mira Lindqvist');
      const answer = await browser.fetch(
        '/refresh?env=development&scope=email',
        { headers: { 'x-requested-with': 'XMLHttpRequest' } },
      );
      const { providerInfo } = await answer.json();
      expect(providerInfo).toEqual({
        accessToken: expect.stringMatching(/./),
        scope: 'account email',
        expiresInSeconds: dialect === 'current' ? 3600 : 7200,
      });
    });

    it('keeps a session across refreshes, without a request to Bitbucket', async () => {
      await browser.signIn('Mira Lindqvist');
      const before = stub.journal.entries().length;
      for (const _ of [1, 2, 3]) {
        const answer = await browser.refresh();
        expect(answer).toMatchObject({
          providerInfo: { scope: expect.stringContaining('account') },
          backstageIdentity: {
            identity: { userEntityRef: 'user:default/mira.lindqvist' },
          },
        });
      }
      expect(stub.journal.entries()).toHaveLength(before);
    });

    it('ends the session at sign-out', async () => {
      await browser.signIn('Mira Lindqvist');
      await browser.logout();
      await expect(browser.refresh()).resolves.toMatchObject({
        error: { name: 'AuthenticationError' },
      });
    });

    it('reports to the user that they cancelled', async () => {
      const { error } = await browser.signIn('Cancel');
      expect(error.message).toBe(
        'You cancelled the sign-in at Bitbucket. Try again when you are ready.',
      );
    });

    it('returns the account to a user without an entry in the catalog', async () => {
      const { error } = await browser.signIn('Olu Adeyemi');
      expect(error).toEqual({
        name: 'NotFoundError',
        message:
          'Bitbucket knows you as Olu Adeyemi ({a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06}), but the catalog of this portal has no user for that account.',
      });
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('Bitbucket sign-in refused'),
        {
          reason: 'NotFoundError',
          resolver: 'userIdMatchingUserEntityAnnotation',
          uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06}',
        },
      );
    });

    it('rejects an address that is not confirmed', async () => {
      const { error } = await browser.signIn('Sam Ferreira', 'byEmail');
      expect(error.message).toContain('is not confirmed');
    });

    it('accepts a callback only once', async () => {
      const callback = await browser.consent('Mira Lindqvist');
      await browser.comeBack(callback);
      const { error } = await browser.comeBack(callback);
      expect(error.message).toContain('it was already answered');
    });

    it('rejects the code of another browser', async () => {
      const callback = await browser.consent('Mira Lindqvist');
      const other = new Browser(providerUrl());
      const { error } = await other.comeBack(callback);
      expect(error.message).toContain('was not started in this browser');
    });

    it('signs in without addresses if the consumer is not permitted to read them', async () => {
      registerClient({ scopes: ['account', 'team'] });
      stub.faults.add({ path: '/2.0/user/emails', status: 403 });
      const { response } = await browser.signIn('Mira Lindqvist');
      expect(response.profile.displayName).toBe('Mira Lindqvist');
      expect(response.profile.email).toBeUndefined();
      expect(response.backstageIdentity.identity.userEntityRef).toBe(
        'user:default/mira.lindqvist',
      );
    });

    it('reports a fault of the portal if its secret is wrong', async () => {
      registerClient({ secret: 'another-secret' });
      const { error } = await browser.signIn('Mira Lindqvist');
      expect(error.message).toContain(
        "Bitbucket does not accept this portal's OAuth consumer",
      );
    });

    it('ends the session of a deleted account, at the first overdue check', async () => {
      await browser.signIn('Mira Lindqvist');
      stub.update('mira_lindqvist', { removed: true });
      await expect(browser.refresh()).resolves.toHaveProperty(
        'backstageIdentity',
      );
      advanceClock(8 * 24 * 60 * 60 * 1000);
      await expect(browser.refresh()).resolves.toMatchObject({
        error: { name: 'AuthenticationError' },
      });
    });

    it('writes no secret to its log or its responses', async () => {
      await browser.signIn('Mira Lindqvist');
      await browser.refresh();
      await browser.signIn('Olu Adeyemi');
      const callback = await browser.consent('Mira Lindqvist');
      await browser.comeBack(callback);
      await browser.comeBack(callback);

      const secrets = [...browser.secrets(), client.secret];
      expect(secrets.length).toBeGreaterThan(4);
      const log = JSON.stringify(
        [logger.info, logger.warn, logger.error, logger.debug].map(
          method => jest.mocked(method).mock.calls,
        ),
      );
      expect(log).toContain('Bitbucket sign-in');
      for (const secret of secrets) {
        expect(log).not.toContain(secret);
      }
    });
  },
);

it('stops the backend if the configuration is invalid', async () => {
  await expect(
    startTestBackend({
      features: [
        authPlugin,
        authModuleBitbucketProvider,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            auth: {
              providers: { bitbucket: { development: { clientId: 'id' } } },
            },
          },
        }),
      ],
    }),
  ).rejects.toThrow(
    /auth\.providers\.bitbucket\.development\.clientSecret is missing/,
  );
});
