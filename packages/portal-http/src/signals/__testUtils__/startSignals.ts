import { createBackend } from '@backstage/backend-defaults';
import {
  type BackstageCredentials,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import {
  type SignalsService,
  signalsServiceRef,
} from '@backstage/plugin-signals-node';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { rootHttpRouterServiceFactory } from '../../router/rootHttpRouter';
import { signalsPlugin } from '../signalsPlugin';

export const PORTAL = 'https://portal.quayside.test';
/** An origin that `backend.cors.origin` allows. */
export const DOCS = 'https://docs.quayside.test';

const groups: Record<string, string[]> = {
  mira: ['user:default/mira', 'group:default/booking'],
  jonas: ['user:default/jonas'],
};

/** Tokens are `mira`, `mira.expired`, `mira.3000` (expires in 3,000 ms) and `service`. */
function authenticate(token: string): BackstageCredentials {
  const [name, expiry] = token.split('.');
  if (name === 'service') {
    return mockCredentials.service();
  }
  if (!groups[name]) {
    throw new AuthenticationError(`Illegal token ${token}`);
  }
  const lifetime = expiry === 'expired' ? -1 : Number(expiry ?? 3_600_000);
  return {
    ...mockCredentials.user(`user:default/${name}`),
    expiresAt: new Date(Date.now() + lifetime),
  } as BackstageCredentials;
}

const authFactory = createServiceFactory({
  service: coreServices.auth,
  deps: {},
  factory: () => ({
    ...mockServices.auth.mock(),
    authenticate: async token => authenticate(token),
    isPrincipal: mockServices.auth().isPrincipal,
  }),
});

const userInfoFactory = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () => ({
    async getUserInfo(credentials) {
      const { userEntityRef } = (
        credentials as ReturnType<typeof mockCredentials.user>
      ).principal;
      const name = userEntityRef.replace('user:default/', '');
      return { userEntityRef, ownershipEntityRefs: groups[name] };
    },
  }),
});

/** A backend with the HTTP server of the portal, the signals plugin and a plugin that sends signals. */
export async function startSignals(limits?: object) {
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  const port = await findFreePort();
  let signals: SignalsService | undefined;
  const backend = createBackend();
  const features = [
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: PORTAL },
        backend: {
          baseUrl: PORTAL,
          cors: { origin: DOCS },
          listen: { host: '127.0.0.1', port },
          trustProxy: 1,
        },
        events: { useEventBus: 'never' },
        signals: { limits },
      } as never,
    }),
    createServiceFactory({
      service: coreServices.rootLogger,
      deps: {},
      factory: () => logger,
    }),
    rootHttpRouterServiceFactory,
    authFactory,
    userInfoFactory,
    eventsServiceFactory,
    signalsPlugin,
    createBackendPlugin({
      pluginId: 'sender',
      register(env) {
        env.registerInit({
          deps: { service: signalsServiceRef },
          async init({ service }) {
            signals = service;
          },
        });
      },
    }),
  ];
  features.forEach(feature => backend.add(feature));
  try {
    await backend.start();
  } catch (error) {
    await backend.stop();
    throw error;
  }
  return {
    logger,
    port,
    url: `http://127.0.0.1:${port}`,
    publish: signals!.publish.bind(signals),
    stop: () => backend.stop(),
  };
}
