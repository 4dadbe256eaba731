import type { Browser, BrowserContext } from '@playwright/test';
import { expect, expectRefusal, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

/** Moves the session to another browser. This browser is then no longer signed in. */
async function moveSession(
  browser: Browser,
  context: BrowserContext,
  baseURL: string | undefined,
): Promise<BrowserContext> {
  const storageState = await context.storageState();
  await context.clearCookies();
  return browser.newContext({ baseURL, storageState });
}

test('a user signs out another browser, which shows the reason', async ({
  baseURL,
  browser,
  context,
  openPortalAs,
  page,
}) => {
  await openPortalAs('Mira Lindqvist');
  const elsewhere = await moveSession(browser, context, baseURL);
  await openPortalAs('Mira Lindqvist', '/settings/sessions');

  const sessions = page.getByRole('list', { name: 'Your sessions' });
  const entries = sessions.getByRole('listitem');
  await expect(entries.filter({ hasText: 'This device' })).toHaveCount(1);
  await expectAccessible(page);
  await page
    .getByRole('button', { name: 'Sign out all other sessions' })
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Sign out' })
    .click();
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('This device');

  const otherPage = await elsewhere.newPage();
  await otherPage.goto('/');
  await expectRefusal(
    otherPage,
    'You signed out this browser from another browser.',
  );
  await elsewhere.close();
});

test('an administrator ends the sessions of a user, and other users do not see them', async ({
  baseURL,
  browser,
  context,
  openPortalAs,
  page,
}) => {
  const userPage = '/catalog/default/user/tomas.reyes';
  await openPortalAs('Tomas Reyes', userPage);
  await expect(
    page.getByRole('heading', { name: 'Tomas Reyes' }).first(),
  ).toBeVisible();
  await expect(
    page.getByRole('list', { name: 'Sessions of Tomas Reyes' }),
  ).toHaveCount(0);
  const elsewhere = await moveSession(browser, context, baseURL);
  await openPortalAs('Mira Lindqvist', userPage);
  await expect(
    page.getByRole('list', { name: 'Sessions of Tomas Reyes' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'End all sessions' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The laptop was stolen');
  await dialog.getByRole('button', { name: 'End' }).click();
  await expect(
    page.getByText('keeps access for up to an hour', { exact: false }),
  ).toBeVisible();

  const otherPage = await elsewhere.newPage();
  await otherPage.goto('/');
  await expectRefusal(
    otherPage,
    'An administrator of the portal ended your session.',
  );
  await elsewhere.close();
});
