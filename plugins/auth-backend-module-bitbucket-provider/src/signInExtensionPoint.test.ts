import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { createSignInResolverFactory } from '@backstage/plugin-auth-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import authModuleBitbucketProvider, { bitbucketSignInExtensionPoint } from '.';

const ownResolvers = (...names: string[]) =>
  createBackendModule({
    pluginId: 'auth',
    moduleId: 'own-resolvers',
    register(reg) {
      reg.registerInit({
        deps: { bitbucket: bitbucketSignInExtensionPoint },
        async init({ bitbucket }) {
          for (const name of names) {
            bitbucket.addSignInResolver(
              name,
              createSignInResolverFactory({
                create: () => async () => ({ token: 'unused' }),
              }),
            );
          }
        },
      });
    },
  });

async function start(...features: ReturnType<typeof ownResolvers>[]) {
  const backend = await startTestBackend({
    features: [
      authPlugin,
      authModuleBitbucketProvider,
      ...features,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          auth: {
            providers: {
              bitbucket: {
                development: {
                  clientId: 'the-key',
                  clientSecret: 'the-secret',
                  signIn: { resolvers: [{ resolver: 'mine' }] },
                },
              },
            },
          },
        },
      }),
    ],
  });
  await backend.stop();
}

describe('bitbucketSignInExtensionPoint', () => {
  it('takes a resolver that the configuration names', async () => {
    await expect(start(ownResolvers('mine'))).resolves.toBeUndefined();
  });

  it('leaves the name unknown where no module adds it', async () => {
    await expect(start()).rejects.toThrow(/is 'mine', which does not exist/);
  });

  it.each([
    ['a second one of a name', ['mine', 'mine']],
    ['one of our names', ['userIdMatchingUserEntityAnnotation']],
  ])('refuses %s', async (_, names) => {
    await expect(start(ownResolvers(...names))).rejects.toThrow(
      /There is already a Bitbucket sign-in resolver/,
    );
  });
});
