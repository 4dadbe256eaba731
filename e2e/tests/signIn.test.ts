import {
  expect,
  expectRefusal,
  expectSignedInAs,
  expectSignInPage,
  test,
} from '../fixtures';

test('a user signs in and sees their identity', async ({
  openPortal,
  page,
  settings,
  signInAs,
}) => {
  await openPortal();
  await signInAs('Mira Lindqvist');

  await settings.open();
  await expect(
    page.getByRole('heading', { name: 'Mira Lindqvist', exact: true }),
  ).toBeVisible();
  await expect(
    page.getByText('mira.lindqvist@harbourbikes.example').first(),
  ).toBeVisible();
  await settings.expectUser('mira.lindqvist');
  await page.getByRole('tab', { name: 'Authentication Providers' }).click();
  await expect(page.getByText('Bitbucket', { exact: true })).toBeVisible();
});

test('a deep link leads to the linked page after the sign-in', async ({
  openPortal,
  page,
  signInAs,
}) => {
  await openPortal(
    '/catalog/default/component/booking-api/dependencies?from=mail#top',
  );
  await signInAs('Mira Lindqvist');
  await expect(
    page.getByRole('heading', { name: 'Booking API' }),
  ).toBeVisible();
  await expect(page).toHaveURL(/\/booking-api\/dependencies\?from=mail#top$/);
});

test('a sign-out in one tab is permanent, and applies to the other tab', async ({
  context,
  openPortal,
  page,
  settings,
  signInAs,
}) => {
  await openPortal();
  await signInAs('Tomas Reyes');
  const otherTab = await context.newPage();
  await otherTab.goto('/');
  await expectSignedInAs(otherTab, 'Tomas Reyes');

  await settings.open();
  await settings.signOut();
  await expectSignInPage(page);
  await page.reload();
  await expectSignInPage(page);
  await otherTab.reload();
  await expectSignInPage(otherTab);
});

test('another user signs in after the first user has signed out', async ({
  openPortal,
  settings,
  signInAs,
}) => {
  await openPortal();
  await signInAs('Tomas Reyes');
  await settings.open();
  await settings.signOut();

  await signInAs('Aiko Tanaka');
  await settings.open();
  await settings.expectUser('aiko.tanaka');
});

test('a user who cancels at Bitbucket can try again', async ({
  cancelAtBitbucket,
  openPortal,
  page,
  signInAs,
}) => {
  await openPortal();
  await cancelAtBitbucket();
  await expectRefusal(page, 'You cancelled the sign-in at Bitbucket');

  await signInAs('Mira Lindqvist');
});
