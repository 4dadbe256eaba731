import { expect, expectSignedIn, test } from '../fixtures';

test.describe('by redirect instead of pop-up', () => {
  test.use({ variant: { redirectFlow: true } });

  test('a person is refused, tries again and is signed in', async ({
    openPortal,
    page,
  }) => {
    const signIn = page.getByRole('button', {
      name: 'Sign in using Bitbucket',
    });
    await openPortal('/docs');
    await signIn.click();
    await page.getByRole('button', { name: 'Olu Adeyemi' }).click();
    await expect(page.getByRole('alert')).toContainText(
      'has no user for that account',
    );

    await signIn.click();
    await page.getByRole('button', { name: 'Mira Lindqvist' }).click();
    await expectSignedIn(page);
    await expect(page).toHaveURL(/\/docs$/);
  });
});
