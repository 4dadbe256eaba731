import { expect, expectRefusal, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('sign-in page, page at Bitbucket, rejection and home page are accessible', async ({
      openBitbucket,
      openPortal,
      page,
      signInAs,
    }) => {
      await openPortal();
      const bitbucket = await openBitbucket();
      await expectAccessible(page);
      await expect(
        bitbucket.getByRole('button', { name: 'Tomas Reyes' }),
      ).toBeVisible();
      await expectAccessible(bitbucket);
      await bitbucket.close();
      await expectRefusal(page, 'was closed');
      await expectAccessible(page);

      await signInAs('Tomas Reyes');
      await expect(
        page
          .getByRole('main')
          .getByRole('link', { name: 'Booking API' })
          .first(),
      ).toBeVisible();
      await expectAccessible(page);
    });

    test('the pages of the stub are accessible', async ({
      allowConsoleErrors,
      page,
      stub,
    }) => {
      allowConsoleErrors(/status of 400 .*\/site\/oauth2\/authorize/);
      await page.goto(stub.url);
      await expect(page.getByText('Mira Lindqvist').first()).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${stub.url}/site/oauth2/authorize?client_id=unknown`);
      await expect(page.getByRole('heading').first()).toBeVisible();
      await expectAccessible(page);
    });
  });
}
