import {
  type Browser,
  type BrowserContext,
  expect,
  type Page,
} from '@playwright/test';
import { press } from '../../fixtures/people';
import type { Deployment } from './startDeployment';

/** Opens the portal in a browser that uses the company's proxy. */
export async function browse(
  browser: Browser,
  { url, wayOut }: Deployment,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    // The certificates are self-signed. The tests of the backends check their verification.
    ignoreHTTPSErrors: true,
    proxy: { server: wayOut, bypass: new URL(url).hostname },
    reducedMotion: 'reduce',
  });
  return { context, page: await context.newPage() };
}

/** Signs in Mira on the sign-in page, and returns the heading with her name. */
export async function signInMira(page: Page) {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  const bitbucket = await opened;
  await expect(bitbucket).toHaveURL(/^https:\/\/bitbucket\.org\//);
  await press(bitbucket, 'Mira Lindqvist', { isPopup: true });
  const welcome = page.getByRole('heading', {
    name: 'Welcome, Mira Lindqvist',
  });
  await expect(welcome).toBeVisible();
  return welcome;
}
