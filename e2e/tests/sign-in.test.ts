import {
  expect,
  expectIdentity,
  expectSignedIn,
  expectSignInPage,
  test,
} from '../fixtures';

test.describe('sign-in', () => {
  test('brings a person into the portal as themselves', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal();
    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);

    await page.goto('/settings');
    await expect(
      page.getByRole('heading', { name: 'Mira Lindqvist', exact: true }),
    ).toBeVisible();
    await expect(
      page.getByText('mira.lindqvist@harbourbikes.example').first(),
    ).toBeVisible();
    await expectIdentity(page, 'mira.lindqvist');
  });

  test('lands a deep link where it pointed', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal('/catalog/default/component/booking-api');
    await signInAs('Mira Lindqvist');
    await expect(
      page.getByRole('heading', { name: 'Booking API' }),
    ).toBeVisible();
  });

  test('lasts over a reload', async ({ openPortal, page, signInAs }) => {
    await openPortal();
    await signInAs('Tomas Reyes');
    await expectSignedIn(page);
    await page.reload();
    await expectSignedIn(page);
  });

  test('ends with sign-out, for good', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal();
    await signInAs('Tomas Reyes');
    await page.goto('/settings');
    await page.getByTestId('user-settings-menu').click();
    await page.getByTestId('sign-out').click();
    await expectSignInPage(page);
    await page.reload();
    await expectSignInPage(page);
  });

  test('can be cancelled at Bitbucket and then tried again', async ({
    openBitbucket,
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal();
    const bitbucket = await openBitbucket();
    const closed = bitbucket.waitForEvent('close');
    await bitbucket.getByRole('button', { name: 'Cancel' }).click();
    await closed;
    await expect(page.getByRole('alert')).toContainText(
      'You cancelled the sign-in at Bitbucket',
    );

    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);
  });

  test('says whom to ask to a person whom the catalog does not know', async ({
    openPortal,
    page,
    signInAs,
  }) => {
    await openPortal();
    await signInAs('Olu Adeyemi');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(
      'Bitbucket knows you as Olu Adeyemi ({a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06}), but the catalog of this portal has no user for that account.',
    );
    await expect(alert).toContainText('platform@harbourbikes.example');

    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);
  });

  test('keeps codes, tokens and secrets out of the log', async ({
    openPortal,
    page,
    portal,
    signInAs,
  }) => {
    await openPortal();
    await signInAs('Mira Lindqvist');
    await expectSignedIn(page);
    expect(portal.log()).toContain('/api/auth/bitbucket/handler/frame?');
    expect(portal.log()).not.toMatch(/[?&](code|state)=(?!\[redacted\])/);
    expect(portal.log()).not.toContain('secret-of-portal');
  });
});

test.describe('a broken callback', () => {
  const callback = '/api/auth/bitbucket/handler/frame';
  const state = (values: Record<string, string>) =>
    Buffer.from(new URLSearchParams(values).toString()).toString('hex');

  const brokenCallbacks = [
    { what: 'nothing at all', query: '', words: 'is incomplete' },
    { what: 'no state', query: '?code=abc', words: 'is incomplete' },
    {
      what: 'a state of rubbish',
      query: '?code=abc&state=zz',
      words: 'is incomplete',
    },
    {
      what: 'an environment that does not exist',
      query: `?code=abc&state=${state({ env: 'other', nonce: 'n' })}`,
      words: 'belongs to no sign-in that this portal knows',
    },
    {
      what: 'a nonce of another browser',
      query: `?code=abc&state=${state({ env: 'development', nonce: 'n' })}`,
      words: 'was not started in this browser',
    },
  ];
  for (const { what, query, words } of brokenCallbacks) {
    test(`with ${what} is explained on the sign-in page`, async ({
      page,
      signInAs,
    }) => {
      await page.goto(`${callback}${query}`);
      await expect(page.getByRole('alert')).toContainText(words);

      await signInAs('Mira Lindqvist');
      await expectSignedIn(page);
    });
  }
});
