import { expect, expectSignedIn, expectSignInPage, test } from '../fixtures';

/** Each resolver with a person whom it finds and one whom it does not. */
const resolvers = [
  {
    resolver: 'userIdMatchingUserEntityAnnotation',
    finds: { person: 'Sam Ferreira', entity: 'user:default/sam.ferreira' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'accountIdMatchingUserEntityAnnotation',
    finds: { person: 'Aiko Tanaka', entity: 'user:default/aiko.tanaka' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'usernameMatchingUserEntityAnnotation',
    finds: { person: 'Tomas Reyes', entity: 'user:default/tomas.reyes' },
    refuses: { person: 'Olu Adeyemi', words: 'has no user for that account' },
  },
  {
    resolver: 'emailMatchingUserEntityProfileEmail',
    finds: { person: 'Mira Lindqvist', entity: 'user:default/mira.lindqvist' },
    refuses: { person: 'Sam Ferreira', words: 'is not confirmed' },
  },
  {
    resolver: 'emailLocalPartMatchingUserEntityName',
    options: { allowedDomains: ['harbourbikes.example'] },
    finds: { person: 'Kit Marlowe', entity: 'user:default/kit.marlowe' },
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
      await expectSignedIn(page);
      await expect(page.getByText(finds.entity)).toBeVisible();
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
    await expect(page.getByText('user:default/nadia.haddad')).toBeVisible();
  });
});

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
