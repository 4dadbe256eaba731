import { expectRefusal, expectSignedInAs, test } from '../fixtures';

test('a user whose browser blocks the window sees the reason, allows the window and signs in', async ({
  openPortal,
  page,
  signInAs,
}) => {
  await openPortal();
  // Simulates a browser that blocks popups.
  await page.evaluate(() => {
    const { open } = window;
    window.open = () => {
      window.open = open;
      return null;
    };
  });
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  await expectRefusal(page, 'Your browser blocked the Bitbucket window.');

  await signInAs('Mira Lindqvist');
});

test('a user who closes the window can open it again', async ({
  openBitbucket,
  openPortal,
  page,
  signInAs,
}) => {
  await openPortal();
  const bitbucket = await openBitbucket();
  await bitbucket.close();
  await expectRefusal(page, 'The Bitbucket window was closed');

  await signInAs('Mira Lindqvist');
});

test.describe('a page of Bitbucket that disconnects windows', () => {
  test.use({ signInWay: 'isolatedWindow' });

  test('signs in the user although the window appears closed', async ({
    openBitbucket,
    openPortal,
    page,
  }) => {
    await openPortal();
    const bitbucket = await openBitbucket();
    await expectRefusal(page, 'The Bitbucket window was closed');
    await bitbucket.getByRole('button', { name: 'Mira Lindqvist' }).click();
    await expectSignedInAs(page, 'Mira Lindqvist');
  });
});
