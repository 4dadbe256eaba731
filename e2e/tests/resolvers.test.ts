import { expectRefusal, test } from '../fixtures';
import type { SignInWayName } from '../portal/signInWays';

const unknown = {
  person: 'Olu Adeyemi',
  words: 'has no user for that account',
};

/** Each resolver with an account for which it finds no user, and one for which it does. */
const resolvers: {
  way: SignInWayName;
  refuses: { person: string; words: string };
  finds: { person: string; user: string };
}[] = [
  {
    way: 'byUserId',
    refuses: unknown,
    finds: { person: 'Sam Ferreira', user: 'sam.ferreira' },
  },
  {
    way: 'byAccountId',
    refuses: unknown,
    finds: { person: 'Aiko Tanaka', user: 'aiko.tanaka' },
  },
  {
    way: 'byUsername',
    refuses: unknown,
    finds: { person: 'Tomas Reyes', user: 'tomas.reyes' },
  },
  {
    way: 'byEmail',
    refuses: { person: 'Sam Ferreira', words: 'is not confirmed' },
    finds: { person: 'Mira Lindqvist', user: 'mira.lindqvist' },
  },
  {
    way: 'byEmailLocalPart',
    refuses: {
      person: 'Nadia Haddad',
      words: 'only accepts email addresses of harbourbikes.example',
    },
    finds: { person: 'Kit Marlowe', user: 'kit.marlowe' },
  },
];

for (const { way, refuses, finds } of resolvers) {
  test.describe(way, () => {
    test.use({ signInWay: way });

    test(`rejects ${refuses.person} and signs in ${finds.person}`, async ({
      openPortal,
      page,
      settings,
      signInAs,
      tryToSignInAs,
    }) => {
      await openPortal('/settings');
      await tryToSignInAs(refuses.person);
      await expectRefusal(page, refuses.words);

      await signInAs(finds.person);
      await settings.expectUser(finds.user);
    });
  });
}

test.describe('byEmailThenUserId', () => {
  test.use({ signInWay: 'byEmailThenUserId' });

  test('the second resolver finds a user that the first does not find', async ({
    openPortal,
    settings,
    signInAs,
  }) => {
    await openPortal('/settings');
    await signInAs('Nadia Haddad');
    await settings.expectUser('nadia.haddad');
  });
});

test.describe('withoutUserInCatalog', () => {
  test.use({ signInWay: 'withoutUserInCatalog' });

  test('signs in an account without a user in the catalog as a new user', async ({
    allowConsoleErrors,
    openPortal,
    settings,
    signInAs,
  }) => {
    // The page requests the nonexistent user from the catalog.
    allowConsoleErrors(/status of 404 .*\/entities\/by-name\/user\//);
    await openPortal('/settings');
    await signInAs('Olu Adeyemi');
    await settings.expectUser('a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06');
  });
});
