import { expectRefusal, test } from '../fixtures';
import type { SignInWayName } from '../portal/signInWays';

const unknown = {
  person: 'Olu Adeyemi',
  words: 'has no user for that account',
};

/** Each resolver with a person whom it does not find, and one whom it does. */
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
      words: 'takes email addresses of harbourbikes.example only',
    },
    finds: { person: 'Kit Marlowe', user: 'kit.marlowe' },
  },
];

for (const { way, refuses, finds } of resolvers) {
  test.describe(way, () => {
    test.use({ signInWay: way });

    test(`refuses ${refuses.person} and signs in ${finds.person}`, async ({
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

  test('the second resolver finds whom the first does not', async ({
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

  test('lets somebody in whom the catalog does not know, as a user of their own', async ({
    allowConsoleErrors,
    openPortal,
    settings,
    signInAs,
  }) => {
    // The page asks the catalog for the user that there is not.
    allowConsoleErrors(/status of 404 .*\/entities\/by-name\/user\//);
    await openPortal('/settings');
    await signInAs('Olu Adeyemi');
    await settings.expectUser('a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06');
  });
});
