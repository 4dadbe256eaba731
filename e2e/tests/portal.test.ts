import { expect, test } from '../fixtures';

test('the home page greets a user, with the entities of their team', async ({
  openPortalAs,
  page,
}) => {
  await openPortalAs('Tomas Reyes');
  await expect(
    page.getByRole('heading', { name: 'Welcome, Tomas Reyes' }),
  ).toBeVisible();
  const main = page.getByRole('main');
  await expect(
    main.getByRole('link', { name: 'Booking API' }).first(),
  ).toBeVisible();
  // The description, because cards with pull requests link to components of other teams.
  await expect(main.getByText('Takes position and battery level')).toBeHidden();

  await main.getByRole('link', { name: 'All in the catalog' }).click();
  await expect(page).toHaveURL(/filters(\[|%5B)user(\]|%5D)=owned/);
  await expect(
    main.getByRole('link', { name: 'Booking API' }).first(),
  ).toBeVisible();
  await expect(main.getByRole('link', { name: 'Fleet tracker' })).toBeHidden();
});

for (const { kind, words, finds } of [
  { kind: 'Catalog', words: 'fleet', finds: 'Fleet tracker' },
  { kind: 'Documentation', words: 'pier', finds: 'Life of a reservation' },
]) {
  test(`search finds results of the kind ${kind}`, async ({
    allowConsoleErrors,
    openPortalAs,
    page,
  }) => {
    const main = page.getByRole('main');
    // The backend creates the index soon after its start. Until then, a search returns an error.
    allowConsoleErrors(/status of 500 .*\/api\/search\/query\?/);
    await expect(async () => {
      await openPortalAs('Mira Lindqvist', `/search?query=${words}`);
      await main.getByRole('button', { name: kind, exact: true }).click();
      await expect(main.getByText(finds).first()).toBeVisible({
        timeout: 5_000,
      });
    }).toPass();
  });
}

test('a user cannot unregister the entities of others', async ({
  openPortalAs,
  page,
}) => {
  await openPortalAs('Tomas Reyes', '/catalog/default/component/fleet-tracker');
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(
    page.getByRole('menuitem', { name: 'Unregister entity' }),
  ).toBeDisabled();
});

test('documentation opens from the page of its component', async ({
  allowConsoleErrors,
  openPortalAs,
  page,
}) => {
  // The page can send a search before the index exists, soon after the start.
  allowConsoleErrors(/status of 500 .*\/api\/search\/query\?/);
  await openPortalAs(
    'Mira Lindqvist',
    '/catalog/default/component/booking-api',
  );
  await page.getByRole('link', { name: 'View TechDocs' }).click();
  const text = page.getByText('A reservation begins at a station');
  await expect(text).toBeVisible();
  // The page is transparent until its stylesheets are loaded.
  await expect
    .poll(() =>
      text.evaluate(
        element => getComputedStyle(element.closest('html')!).opacity,
      ),
    )
    .toBe('1');
});

test('a template runs as the user who started it, and notifies only that user', async ({
  openPortalAs,
  page,
  settings,
  signInAs,
}) => {
  await openPortalAs('Aiko Tanaka', '/create/templates/default/new-service');
  await page.getByLabel('Name').fill('lamp-service');
  await page.getByLabel('Description').fill('Switches the lamps of the pier.');
  await page.getByLabel('Owner').fill('Fleet');
  await page.getByRole('option', { name: 'Fleet' }).click();
  await page.getByLabel('System').fill('Fleet');
  await page.getByRole('option', { name: 'Fleet' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('This was a preview')).toBeVisible();

  const notice = page.getByText('The preview of lamp-service is ready');
  await page.getByRole('link', { name: 'Notifications' }).click();
  await expect(notice).toBeVisible();

  await settings.open();
  await settings.signOut();
  await signInAs('Tomas Reyes');
  await page.getByRole('link', { name: 'Notifications' }).click();
  await expect(page.getByText('No records to display')).toBeVisible();
  await expect(notice).toBeHidden();
});
