import { expect, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

/** Without Backstage's own tabs, whose contrast axe rejects when the page is scrolled. */
const CONTENT = 'article';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('the page of a component shows its pull requests, pipelines and deployments', async ({
      openPortalAs,
      page,
    }) => {
      await openPortalAs(
        'Tomas Reyes',
        '/catalog/default/component/booking-api',
      );
      await page.getByRole('tab', { name: 'Pull requests' }).click();
      const pullRequest = page.getByRole('link', {
        name: 'Reject bookings that end before they start',
      });
      await expect(pullRequest).toBeVisible();
      await expect(
        page.getByText('Mira Lindqvist: waiting').first(),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);
      await page.getByRole('searchbox').fill('nothing has this title');
      await expect(
        page.getByText('No pull request matches the filter.'),
      ).toBeVisible();

      await page.getByRole('tab', { name: 'Pipelines' }).click();
      await expect(
        page.getByRole('img', { name: /pipelines succeeded/ }),
      ).toBeVisible();
      await page
        .getByRole('row')
        .filter({ hasText: 'failed' })
        .first()
        .getByRole('button', { name: /^Show steps of pipeline/ })
        .click();
      await expect(
        page.getByRole('listitem').filter({ hasText: ': failed' }).first(),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);

      await page.getByRole('tab', { name: 'Deployments' }).click();
      await expect(
        page.getByRole('button', { name: 'Show history of Production' }),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);
    });
  });
}
