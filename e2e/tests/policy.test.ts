import { expect, expectSignedIn, expectSignInPage, test } from '../fixtures';

test.describe('a portal for the members of one workspace, with two-step verification', () => {
  test.use({
    variant: {
      policy: {
        allowedWorkspaces: ['harbour-bikes'],
        requireTwoFactorAuthentication: true,
      },
    },
  });

  test.afterEach(({ stub }) => {
    stub.update('mira_lindqvist', {
      workspaces: { 'harbour-bikes': 'owner' },
    });
  });

  test('lets a member in', async ({ openPortal, page, signInAs }) => {
    await openPortal();
    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);
  });

  const refusals = [
    { person: 'Kit Marlowe', words: 'is a member of none of the workspaces' },
    { person: 'Nadia Haddad', words: 'asks for two-step verification' },
  ];
  for (const { person, words } of refusals) {
    test(`refuses ${person}`, async ({ openPortal, page, signInAs }) => {
      await openPortal();
      await signInAs(person);
      await expect(page.getByRole('alert')).toContainText(words);
      await expectSignInPage(page);
    });
  }

  test('ends the session of somebody who is removed from the workspace', async ({
    openPortal,
    page,
    signInAs,
    stub,
  }) => {
    await openPortal();
    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);

    stub.update('mira_lindqvist', { workspaces: {} });
    await page.reload();
    await expectSignInPage(page);
    await signInAs('Mira Lindqvist');
    await expect(page.getByRole('alert')).toContainText(
      'is a member of none of the workspaces',
    );
  });
});
