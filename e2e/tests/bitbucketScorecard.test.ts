import { expect, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

/** The first pass begins a minute after the start of the portal. */
const FIRST_PASS_MS = 120_000;

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('the scorecard shows the checks of each team, and of a component', async ({
      openPortalAs,
      page,
    }) => {
      test.setTimeout(2 * FIRST_PASS_MS);
      await openPortalAs('Tomas Reyes', '/scorecard');
      const team = page.getByRole('table', {
        name: 'Components of group:default/booking',
      });
      await expect(async () => {
        await page.reload();
        await expect(team).toBeVisible({ timeout: 5000 });
      }).toPass({ timeout: FIRST_PASS_MS });
      const row = team.getByRole('row').filter({ hasText: 'Booking API' });
      await expect(
        row.getByRole('link', { name: /passed|failed|unknown|not read yet/ }),
      ).toHaveCount(6);
      await expectAccessible(page, 'article');

      await row.getByRole('link', { name: 'Booking API' }).click();
      await expect(page.getByText(/^\d of \d checks passed/)).toBeVisible();
    });
  });
}

test('the search finds open pull requests', async ({ openPortalAs, page }) => {
  await openPortalAs('Tomas Reyes', '/search');
  const result = page
    .getByRole('link', { name: /Reject bookings that end before they start/ })
    .first();
  await expect(async () => {
    // The filter of another kind of results does not apply.
    await page.goto(
      '/search?query=Reject+bookings&types[]=bitbucket-pull-request&filters[kind]=API',
    );
    await expect(result).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 60_000 });
  await expect(result).toHaveAttribute('href', /\/pull-requests\/\d+$/);
  await expect(page.getByText('Lifecycle')).toBeHidden();
  await expect(
    page.getByText(/in harbour-bikes\/booking-api by/).first(),
  ).toBeVisible();
  await expectAccessible(page, 'article');
});
