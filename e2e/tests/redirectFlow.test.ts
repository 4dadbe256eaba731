import { expect, expectRefusal, test } from '../fixtures';

test.use({ redirectFlow: true });

test('without a popup, a user is rejected, cancels, signs in, and reaches the linked page', async ({
  cancelAtBitbucket,
  openPortal,
  page,
  signInAs,
  tryToSignInAs,
}) => {
  await openPortal('/catalog/default/component/booking-api?from=mail');
  await tryToSignInAs('Olu Adeyemi');
  await expectRefusal(page, 'has no user for that account');

  await cancelAtBitbucket();
  await expectRefusal(page, 'You cancelled the sign-in at Bitbucket');

  await signInAs('Mira Lindqvist');
  await expect(
    page.getByRole('heading', { name: 'Booking API' }),
  ).toBeVisible();
  await expect(page).toHaveURL(
    /\/catalog\/default\/component\/booking-api\?from=mail$/,
  );
});

test('a session of the redirect flow survives a reload', async ({
  openPortal,
  page,
  settings,
  signInAs,
}) => {
  await openPortal('/settings');
  await signInAs('Aiko Tanaka');
  await page.reload();
  await settings.expectUser('aiko.tanaka');
});
