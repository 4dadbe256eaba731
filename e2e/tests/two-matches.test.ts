import { expect, expectSignedIn, test } from '../fixtures';

test.describe('two users of the catalog with one account', () => {
  test.use({ variant: { catalogFiles: ['second-user-of-tomas.yaml'] } });

  test('refuses the person instead of choosing', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal();
    await signInAs('Tomas Reyes');
    await expect(page.getByRole('alert')).toContainText(
      'More than one user of the catalog belongs to the Bitbucket account of Tomas Reyes',
    );

    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);
  });
});
