import { expect, expectSignedInAs, test } from '../fixtures';

// On PostgreSQL, as in production: keys and settings are kept there.
test.describe.configure({ mode: 'default' });
test.use({ variant: { database: 'postgresql' } });

test('a person stays signed in, and keeps what they starred, when the backend is restarted', async ({
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

  // The page listens for signals, and notices that nobody answers.
  allowConsoleErrors(/WebSocket|net::ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET)/);
  await portal.restart();

  // The page that was open goes on, with the token that the last backend signed.
  await page.getByRole('link', { name: 'Docs' }).click();
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Quayside' }),
  ).toBeVisible();
  await page.goto('/catalog/default/component/booking-api');
  await expectSignedInAs(page, 'Mira Lindqvist');
  await expect(starred).toBeVisible();
});
