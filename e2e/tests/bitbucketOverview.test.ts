import { expect, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

/** Without Backstage's own tabs, whose contrast axe rejects when the page is scrolled. */
const CONTENT = 'article';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('the home page, a group and a component show what Bitbucket has about them', async ({
      openPortalAs,
      page,
    }) => {
      await openPortalAs('Tomas Reyes');
      await expect(
        page.getByText('Waiting for my review', { exact: true }),
      ).toBeVisible();
      // Tomas is a reviewer of the first one, and the author of the second one.
      await expect(
        page.getByRole('link', {
          name: 'Send a reminder one hour before the return',
        }),
      ).toBeVisible();
      await expect(
        page.getByRole('link', { name: 'Fix rounding of half-day prices' }),
      ).toBeVisible();
      await expectAccessible(page);

      await page.goto('/catalog/default/group/engineering/pull-requests');
      const row = page
        .getByRole('row')
        .filter({ hasText: 'Reject bookings that end before they start' })
        .first();
      await expect(
        row.getByRole('link', { name: /^Booking (API|website)$/ }),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);

      await page.getByRole('tab', { name: 'Pipelines' }).click();
      await expect(
        page.getByRole('row').filter({ hasText: 'Fleet tracker' }).first(),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);

      await page.getByRole('tab', { name: 'Deployments' }).click();
      await expect(
        page.getByRole('row').filter({ hasText: 'Production' }).first(),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);

      await page.goto('/catalog/default/component/booking-api');
      await expect(
        page.getByText('Default reviewers', { exact: true }),
      ).toBeVisible();
      await expect(
        page.getByRole('link', { name: /^pipeline #/ }),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);
    });
  });
}
