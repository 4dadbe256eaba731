import { expectRefusal, test } from '../fixtures';

// They share a separate portal, so one worker runs all of them.
test.describe.configure({ mode: 'default' });
test.use({ variant: { catalogFiles: ['contested.yaml'] } });

test('an account that belongs to two users of the catalog is rejected', async ({
  openPortal,
  page,
  signInAs,
  tryToSignInAs,
}) => {
  await openPortal();
  await tryToSignInAs('Tomas Reyes');
  await expectRefusal(
    page,
    'More than one user of the catalog belongs to the Bitbucket account of Tomas Reyes',
  );

  await signInAs('Mira Lindqvist');
});

test.describe('without the requirement of a user in the catalog', () => {
  test.use({ signInWay: 'withoutUserInCatalog' });

  test('an account never takes the name of an existing user', async ({
    openPortal,
    page,
    tryToSignInAs,
  }) => {
    await openPortal();
    await tryToSignInAs('Olu Adeyemi');
    await expectRefusal(page, 'belongs to another user of this portal');
  });
});
