import { expect, expectIdentity, expectSignInPage, test } from '../fixtures';

/** Each resolver with a person whom it finds and one whom it does not. */
const resolvers = [
  {
    resolver: 'userIdMatchingUserEntityAnnotation',
    finds: { person: 'Sam Ferreira', entity: 'sam.ferreira' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'accountIdMatchingUserEntityAnnotation',
    finds: { person: 'Aiko Tanaka', entity: 'aiko.tanaka' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'usernameMatchingUserEntityAnnotation',
    finds: { person: 'Tomas Reyes', entity: 'tomas.reyes' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'emailMatchingUserEntityProfileEmail',
    finds: { person: 'Mira Lindqvist', entity: 'mira.lindqvist' },
    refuses: { person: 'Sam Ferreira', words: 'is not confirmed' },
  },
  {
    resolver: 'emailLocalPartMatchingUserEntityName',
    options: { allowedDomains: ['harbourbikes.example'] },
    finds: { person: 'Kit Marlowe', entity: 'kit.marlowe' },
    refuses: {
      person: 'Nadia Haddad',
      words: 'takes email addresses of harbourbikes.example only',
    },
  },
];

for (const { resolver, options, finds, refuses } of resolvers) {
  test.describe(resolver, () => {
    test.use({ variant: { resolvers: [{ resolver, ...options }] } });

    test(`signs in ${finds.person}`, async ({ openPortal, page, signInAs }) => {
      await openPortal('/settings');
      await signInAs(finds.person);
      await expectIdentity(page, finds.entity);
    });

    test(`refuses ${refuses.person}`, async ({
      openPortal,
      page,
      signInAs,
    }) => {
      await openPortal();
      await signInAs(refuses.person);
      await expect(page.getByRole('alert')).toContainText(refuses.words);
      await expectSignInPage(page);
    });
  });
}

test.describe('with two resolvers', () => {
  test.use({
    variant: {
      resolvers: [
        { resolver: 'emailMatchingUserEntityProfileEmail' },
        { resolver: 'userIdMatchingUserEntityAnnotation' },
      ],
    },
  });

  test('the second finds whom the first does not', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal('/settings');
    await signInAs('Nadia Haddad');
    await expectIdentity(page, 'nadia.haddad');
  });
});
