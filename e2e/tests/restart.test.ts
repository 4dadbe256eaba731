import { expect, expectSignedInAs, test } from '../fixtures';

// On PostgreSQL, as in production: keys and settings are kept there.
test.describe.configure({ mode: 'default' });
test.use({ variant: { database: 'postgresql' } });

test('a person stays signed in, and keeps what they starred, when the backend is restarted', async ({
  openPortal,
  page,
  portal,
  signInAs,
}) => {
  const star = page.getByRole('button', { name: 'Add to favorites' });
  const starred = page.getByRole('button', { name: 'Remove from favorites' });
  await openPortal('/catalog/default/component/booking-api');
  await signInAs('Mira Lindqvist');
  await star.click();
  await expect(starred).toBeVisible();

  await portal.restart();

  // The page that was open goes on, with the token that the last backend signed.
  await page.getByRole('link', { name: 'APIs' }).click();
  await expect(
    page.getByRole('link', { name: 'booking-api' }).first(),
  ).toBeVisible();
  await page.goto('/catalog/default/component/booking-api');
  await expectSignedInAs(page, 'Mira Lindqvist');
  await expect(starred).toBeVisible();
});
