import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { limitFeatures } from '@backstage-bitbucket/portal-limits';
import ownershipPolicy from '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';

/** Names the catalog as the actor of its requests for a user, as a real token does. The mock omits it. */
const auth = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }) {
    const mock = mockServices.auth({ pluginId: plugin.getId() });
    const authenticate = mock.authenticate.bind(mock);
    return Object.assign(mock, {
      authenticate: async (...args: Parameters<typeof authenticate>) => {
        const credentials = await authenticate(...args);
        return mock.isPrincipal(credentials, 'user') &&
          args[0].startsWith('mock-service-token')
          ? mockCredentials.user(credentials.principal.userEntityRef, {
              actor: { subject: 'plugin:catalog' },
            })
          : credentials;
      },
    });
  },
});

it('a user can register several locations at the same time, and each counts once', async () => {
  const backend = await startTestBackend({
    features: [
      auth,
      httpAuthServiceFactory,
      limitFeatures,
      catalogPlugin,
      permissionPlugin,
      ownershipPolicy,
      mockServices.rootConfig.factory({
        data: {
          backend: { limits: { readings: { requests: 4 } } },
          integrations: { bitbucketCloud: [{}] },
        },
      }),
    ],
  });
  const register = (slug: string) =>
    fetch(`http://localhost:${backend.server.port()}/api/catalog/locations`, {
      method: 'POST',
      headers: {
        authorization: mockCredentials.user.header(),
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        type: 'url',
        target: `https://bitbucket.org/acme/${slug}/src/main/catalog-info.yaml`,
      }),
      signal: AbortSignal.timeout(8_000),
    }).then(({ status }) => status);

  // Each of them sends another request for the same user, with which it would wait for the others.
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(register))).toEqual([
    201, 201, 201, 201,
  ]);
  expect(await register('e')).toBe(429);
  await backend.stop();
});
