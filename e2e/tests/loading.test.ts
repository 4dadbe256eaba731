import { expect, expectSignInPage, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

const LOADING = 'Loading the portal…';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('a page shows that it loads until the application runs', async ({
      page,
    }) => {
      let release = () => {};
      const released = new Promise<void>(resolve => {
        release = resolve;
      });
      await page.route('**/static/*.js', async route => {
        await released;
        await route.continue();
      });
      await page.goto('/', { waitUntil: 'commit' });
      await expect(page.getByRole('status')).toHaveText(LOADING);
      await expectAccessible(page);
      release();
      await expectSignInPage(page);
      await expect(page.getByText(LOADING)).toBeHidden();
    });
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a page shows that the portal requires it', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('paragraph')).toHaveText(
      'This portal requires JavaScript. Enable JavaScript for this site, and reload the page.',
    );
    await expect(page.getByText(LOADING)).toBeHidden();
  });
});
