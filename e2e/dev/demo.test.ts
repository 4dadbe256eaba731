import { expect, test } from '@playwright/test';
import { press } from '../fixtures/people';
import { runCommand } from './runCommand';

test('a visitor signs in to the demo, and sees the pull requests of the company', async ({
  page,
}) => {
  await runCommand('demo', async person => {
    await page.goto('http://localhost:7007');
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
    await press(await opened, person, { isPopup: true });
    await expect(
      page.getByRole('heading', { name: /^Welcome, / }),
    ).toBeVisible();
    // In a fork, the catalog reads the component from a repository at the stub, some time after the start.
    await expect(async () => {
      await page.goto(
        'http://localhost:7007/catalog/default/component/booking-api/pull-requests',
      );
      await expect(
        page.getByRole('table', { name: 'Pull requests' }),
      ).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 90_000 });
  });
});
