import { expect, test } from '../fixtures';
import { portalSecrets } from '../portal/createPortalConfig';

test('the log of the backend contains no code, no token and no secret', async ({
  context,
  openPortal,
  page,
  portal,
  signInAs,
}) => {
  await openPortal('/settings');
  await signInAs('Mira Lindqvist');
  await page.reload();

  const log = portal.log();
  expect(log).toContain('/api/auth/bitbucket/handler/frame?');
  expect(log).not.toMatch(/[?&](code|state)=(?!\[redacted\])/);
  expect(log).not.toContain(portalSecrets.client);
  // The Backstage token, the tokens of Bitbucket, and the session cookie.
  expect(log).not.toMatch(/\beyJ[\w-]+\.[\w-]+\./);
  const [session] = (await context.cookies()).filter(({ name }) =>
    name.startsWith('bitbucket-session'),
  );
  expect(session.value.length).toBeGreaterThan(10);
  expect(log).not.toContain(session.value);
});
