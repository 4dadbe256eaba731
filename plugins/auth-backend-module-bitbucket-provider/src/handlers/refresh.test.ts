import { UserEntity } from '@backstage/catalog-model';
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
