import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Browser } from '@backstage-bitbucket/test-kit';
import authModuleBitbucketProvider from '..';
import { CLIENT, createUser, MIRA } from '../__testUtils__/startPortal';

let stub: BitbucketCloudStub;
let backend: TestBackend;
const lines: string[] = [];

const providerUrl = () =>
  `http://localhost:${backend.server.port()}/api/auth/bitbucket`;

// The test backend writes no access log. This middleware writes the access log of a real backend.
const accessLogModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'access-log',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
      },
      async init({ config, httpRouter, logger }) {
        httpRouter.use(MiddlewareFactory.create({ config, logger }).logging());
      },
    });
  },
});

beforeAll(async () => {
  stub = await createBitbucketCloudStub();
  const write = (...line: unknown[]) => {
    lines.push(JSON.stringify(line));
  };
  const logger = mockServices.rootLogger.mock({
    child: () => logger,
    debug: write,
    info: write,
    warn: write,
    error: write,
  });
  backend = await startTestBackend({
    features: [
      authPlugin,
      authModuleBitbucketProvider,
      catalogServiceMock.factory({
        entities: [createUser('mira', { 'bitbucket.org/user-id': MIRA })],
      }),
      logger.factory,
      accessLogModule,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          auth: {
            providers: {
              bitbucket: {
                development: {
                  clientId: CLIENT.id,
                  clientSecret: CLIENT.secret,
                  baseUrl: stub.url,
                  apiBaseUrl: stub.apiUrl,
                  sessions: { accessToken: 'always' },
                  signIn: {
                    resolvers: [
                      { resolver: 'userIdMatchingUserEntityAnnotation' },
                    ],
                  },
                },
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
  lines.length = 0;
  stub.registerClient({
    ...CLIENT,
    callbackUrl: providerUrl(),
    scopes: ['account', 'email'],
  });
});

const accessLog = () =>
  lines.filter(line => line.includes('"incomingRequest"')).join('\n');

it.each<[string, string, string, (path: string) => string]>([
  ['a sign-in', 'Mira Lindqvist', 'GET', path => path],
  ['a refusal', 'Olu Adeyemi', 'GET', path => path],
  ['a cancellation', 'Cancel', 'GET', path => path],
  ['another nonce', 'Mira Lindqvist', 'GET', path => `${path}00`],
  ['two environments', 'Mira Lindqvist', 'GET', path => `${path}&env=nowhere`],
  ['two codes', 'Mira Lindqvist', 'GET', path => `${path}&code=an0ther-c0de`],
  [
    'an additional slash',
    'Mira Lindqvist',
    'GET',
    path => path.replace('?', '/?'),
  ],
  ['a POST', 'Mira Lindqvist', 'POST', path => path],
  ['a HEAD', 'Mira Lindqvist', 'HEAD', path => path],
])(
  'logs a callback with %s without its code and state',
  async (_, choice, method, change) => {
    const browser = new Browser(providerUrl());
    const callback = await browser.consent(choice);
    const path = callback.href.slice(providerUrl().length);
    await browser.fetch(change(path), { method });
    expect(accessLog()).toMatch(/\/handler\/frame\/?\?\w+=\[redacted\]/);
    const log = lines.join('\n');
    for (const secret of callback.searchParams.values()) {
      expect(log.includes(secret) && !/^\w+_\w+$/.test(secret)).toBe(false);
    }
    expect(log).not.toContain('an0ther-c0de');
  },
);

it.each([
  ['GET', ''],
  ['GET', '/handler/frame/x'],
  ['GET', '/handler/%66rame'],
  ['PUT', '/handler/frame'],
  ['POST', '/handler/frame'],
  ['GET', '/start'],
  ['GET', '/refresh'],
  ['POST', '/logout'],
])('logs no code and no state of %s %p', async (method, path) => {
  const secrets = 'code=an0ther-c0de&env=development&state=an0ther-state';
  await new Browser(providerUrl()).fetch(`${path}?${secrets}`, {
    method,
    ...(method === 'POST' && {
      body: '{bad',
      headers: { 'content-type': 'application/json' },
    }),
  });
  expect(accessLog()).toContain('code=[redacted]');
  expect(lines.join('\n')).not.toMatch(/an0ther/);
});

it('logs start, refresh and sign-out without a token', async () => {
  const browser = new Browser(providerUrl());
  const { response } = await browser.signIn('Mira Lindqvist');
  const session = browser.session();
  const { providerInfo, backstageIdentity } = await browser.refresh();
  await browser.logout();
  expect(accessLog()).toContain('/start?env=development');
  expect(accessLog()).toContain('/refresh?env=development');
  expect(accessLog()).toContain('/logout?env=development');
  for (const secret of [
    session,
    browser.attempt(),
    response.providerInfo.accessToken,
    response.backstageIdentity.token,
    providerInfo.accessToken,
    backstageIdentity.token,
    CLIENT.secret,
  ]) {
    expect(secret).toEqual(expect.stringMatching(/./));
    expect(lines.join('\n')).not.toContain(secret);
  }
});
