import { expect } from '@playwright/test';
import { test } from './deployment';
import { browse, signInMira } from './deployment/browse';

test('a user signs in through the proxy, with the production configuration', async ({
  browser,
  deployment,
}) => {
  const { context, page } = await browse(browser, deployment);
  const errors: string[] = [];
  context.on('console', message => {
    if (message.type() === 'error') {
      errors.push(`${message.text()} ${message.location().url}`);
    }
  });
  const document = await page.goto(deployment.url);
  const headers = document?.headers() ?? {};
  expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
  const policy = headers['content-security-policy'].split(';');
  const scripts = policy.find(each => each.trim().startsWith('script-src '));
  expect(scripts).toContain("'self'");
  expect(scripts).not.toMatch(/unsafe-inline|https?:|\*/);
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers.server).not.toMatch(/\d/);

  const welcome = await signInMira(page);
  await page.reload();
  await expect(welcome).toBeVisible();
  const [session] = (await context.cookies()).filter(({ name }) =>
    name.startsWith('__Host-bitbucket-session'),
  );
  expect(session).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  });
  await context.close();

  const expected = [
    // A page cannot prevent the browser from logging that it has no session yet.
    /status of 401 .*refresh/,
    // The stub serves pictures over http:, which production does not load.
    /Loading the image 'http:[^']*avatar/,
  ];
  expect(
    errors.filter(error => !expected.some(pattern => pattern.test(error))),
  ).toEqual([]);
});
