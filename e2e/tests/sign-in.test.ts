import {
  expect,
  expectRefusal,
  expectSignedInAs,
  expectSignInPage,
  test,
} from '../fixtures';

test('a person signs in and is themselves', async ({
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

test('a deep link lands where it pointed', async ({
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

test('signing out in one tab is for good, and for the other tab too', async ({
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

test('somebody else signs in after the first person has signed out', async ({
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

test('a person who cancels at Bitbucket can try again', async ({
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
