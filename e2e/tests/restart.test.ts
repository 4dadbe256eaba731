import { expect, expectSignedInAs, test } from '../fixtures';

// On PostgreSQL, as in production, which stores keys and settings.
test.describe.configure({ mode: 'default' });
test.use({ variant: { database: 'postgresql' } });

test('a user remains signed in, and keeps stars, when the backend is restarted', async ({
  allowConsoleErrors,
  openPortalAs,
  page,
  portal,
}) => {
  const star = page.getByRole('button', { name: 'Add to favorites' });
  const starred = page.getByRole('button', { name: 'Remove from favorites' });
  await openPortalAs(
    'Mira Lindqvist',
    '/catalog/default/component/booking-api',
  );
  await star.click();
  await expect(starred).toBeVisible();

  await page.getByRole('link', { name: 'APIs' }).click();
  await expect(
    page.getByRole('link', { name: 'Booking API' }).first(),
  ).toBeVisible();

  // The page listens for signals, and detects that the connection is closed.
  allowConsoleErrors(/WebSocket|net::ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET)/);
  await portal.restart();

  // The open page continues, with the token that the previous backend signed.
  await page.getByRole('link', { name: 'Docs' }).click();
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Quayside' }),
  ).toBeVisible();
  await page.goto('/catalog/default/component/booking-api');
  await expectSignedInAs(page, 'Mira Lindqvist');
  await expect(starred).toBeVisible();
});
