import { expectRefusal, expectSignedInAs, test } from '../fixtures';

test('a person whose browser blocks the window reads so, allows it and gets in', async ({
  openPortal,
  page,
  signInAs,
}) => {
  await openPortal();
  // What a page sees of a browser that blocks pop-ups.
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

test('a person who closes the window can open it again', async ({
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

  test('lets the person in although the window looks closed', async ({
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
