import { type UserEntity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { createResolverModule } from '../__testUtils__/createResolverModule';
import { refresh } from '../__testUtils__/useSessionPortals';
import { startPortal } from '../__testUtils__/startPortal';

it('makes the browser wait while the catalog does not respond, and keeps the session', async () => {
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
  // A failure of the portal is not a failed request of the user.
  expect(
    portal.audited.filter(({ status: outcome }) => outcome === 'failed'),
  ).toEqual([]);
  portal.entities.pop();
  expect((await refresh(browser, 'development')).status).toBe(200);
  await portal.close();
});

it('makes the browser wait if a resolver fails, and returns the error if it rejects the user', async () => {
  let failure: Error | undefined;
  const resolver = createResolverModule('failing', async (_, ctx) => {
    if (failure) {
      throw failure;
    }
    return ctx.signInWithCatalogUser({ entityRef: { name: 'mira' } });
  });
  const portal = await startPortal({
    environments: {
      development: {
        sessions: {},
        signIn: { resolvers: [{ resolver: 'failing' }] },
      },
    },
    features: [resolver],
  });
  const browser = portal.newBrowser();
  await browser.signIn('Mira');

  failure = new TypeError('fetch failed: connect ECONNREFUSED 10.0.0.9:7007');
  const waiting = await refresh(browser, 'development');
  expect(waiting).toMatchObject({ status: 503, retryAfter: 5 });
  expect(JSON.stringify(waiting.body)).not.toContain('ECONNREFUSED');
  const { error } = await portal.newBrowser().signIn('Mira');
  expect(error.message).toMatch(/cannot identify you/);
  expect(portal.log()).toContain('ECONNREFUSED');

  failure = new NotAllowedError('Your department has no portal.');
  expect(await refresh(browser, 'development')).toMatchObject({
    status: 401,
    body: { error: { message: 'Your department has no portal.' } },
  });
  // The format in Backstage's examples.
  failure = new Error('Your account has no employee number.');
  expect(await refresh(browser, 'development')).toMatchObject({
    status: 401,
    body: { error: { message: 'Your account has no employee number.' } },
  });
  const refused = await portal.newBrowser().signIn('Mira');
  expect(refused.error.message).toMatch(/no employee number/);
  failure = Object.assign(new Error('getaddrinfo ldap.internal'), {
    code: 'ENOTFOUND',
  });
  expect(await refresh(browser, 'development')).toMatchObject({ status: 503 });
  failure = undefined;
  expect((await refresh(browser, 'development')).status).toBe(200);
  await portal.close();
});
