import { createBackendModule } from '@backstage/backend-plugin-api';
import { UserEntity } from '@backstage/catalog-model';
import { createSignInResolverFactory } from '@backstage/plugin-auth-node';
import { bitbucketSignInExtensionPoint } from '..';
import { refresh } from '../__testUtils__/useSessionPortals';
import { startPortal } from '../__testUtils__/startPortal';

it('has the browser wait while the catalog does not answer, and keeps the session', async () => {
  const portal = await startPortal({
    environments: { development: { sessions: {} } },
  });
  const browser = portal.newBrowser();
  await browser.signIn('Mira');
  const failing = {
    get kind(): string {
      throw new Error('connect ECONNREFUSED 10.0.0.9:7007');
    },
  };
  portal.entities.push(failing as UserEntity);
  const { status, retryAfter, setCookies, body } = await refresh(
    browser,
    'development',
  );
  expect({ status, retryAfter, setCookies }).toEqual({
    status: 503,
    retryAfter: 5,
    setCookies: [],
  });
  expect(JSON.stringify(body)).not.toContain('ECONNREFUSED');
  // A failure of the portal is not one of the user.
  expect(
    portal.audited.filter(({ status: outcome }) => outcome === 'failed'),
  ).toEqual([]);
  portal.entities.pop();
  expect((await refresh(browser, 'development')).status).toBe(200);
  await portal.close();
});

it('has the browser wait while a resolver of a fork fails, and does not repeat its error', async () => {
  let failure: Error | undefined;
  const ownResolver = createBackendModule({
    pluginId: 'auth',
    moduleId: 'own-resolver',
    register(reg) {
      reg.registerInit({
        deps: { bitbucket: bitbucketSignInExtensionPoint },
        async init({ bitbucket }) {
          bitbucket.addSignInResolver(
            'own',
            createSignInResolverFactory({
              create: () => async (_, ctx) => {
                if (failure) {
                  throw failure;
                }
                return ctx.signInWithCatalogUser({
                  entityRef: { name: 'mira' },
                });
              },
            }),
          );
        },
      });
    },
  });
  const portal = await startPortal({
    environments: {
      development: {
        sessions: {},
        signIn: { resolvers: [{ resolver: 'own' }] },
      },
    },
    features: [ownResolver],
  });
  const browser = portal.newBrowser();
  await browser.signIn('Mira');
  failure = new TypeError('fetch failed: connect ECONNREFUSED 10.0.0.9:7007');
  const { status, retryAfter, body } = await refresh(browser, 'development');
  expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: 5 });
  expect(body.error.message).toMatch(
    /^This portal cannot find out who you are/,
  );
  expect(JSON.stringify(body)).not.toContain('ECONNREFUSED');
  const signIn = await portal.newBrowser().signIn('Mira');
  expect(JSON.stringify(signIn)).not.toContain('ECONNREFUSED');
  failure = undefined;
  expect((await refresh(browser, 'development')).status).toBe(200);
  await portal.close();
});
