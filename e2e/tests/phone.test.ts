import { devices } from '@playwright/test';
import { expect, expectRefusal, test } from '../fixtures';

const { viewport, deviceScaleFactor, hasTouch, isMobile, userAgent } =
  devices['Pixel 7'];
test.use({ viewport, deviceScaleFactor, hasTouch, isMobile, userAgent });

test('on a phone, a user is rejected, then signed in, and the page does not overflow', async ({
  openPortal,
  page,
  signInAs,
  tryToSignInAs,
}) => {
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await openPortal();
  await tryToSignInAs('Olu Adeyemi');
  await expectRefusal(page, 'has no user for that account');
  expect(await width()).toBeLessThanOrEqual(viewport.width);

  await signInAs('Mira Lindqvist');
  await expect(
    page.getByRole('heading', { name: 'Welcome, Mira Lindqvist' }),
  ).toBeVisible();
  expect(await width()).toBeLessThanOrEqual(viewport.width);
});
