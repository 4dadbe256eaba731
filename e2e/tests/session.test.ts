import {
  expect,
  expectRefusal,
  expectSignedInAs,
  expectSignInPage,
  test,
} from '../fixtures';
import type { SignInWayName } from '../portal/signInWays';

const MINUTE = 60_000;

/** A request for tokens, by a code or a refresh token. */
const refreshes = {
  method: 'POST',
  path: '/site/oauth2/access_token',
  status: 200,
};

test('a session lasts over reloads, each with the refresh token that replaced the last', async ({
  openPortal,
  page,
  signInAs,
  stub,
}) => {
  await openPortal('/settings');
  await signInAs('Mira Lindqvist');
  // A refresh token that was replaced is dead ten minutes after its first use.
  for (const visit of ['first', 'second', 'third']) {
    await test.step(`${visit} reload`, async () => {
      stub.clock.advance(11 * MINUTE);
      await page.reload();
      await expectSignedInAs(page, 'Mira Lindqvist');
    });
  }
  expect(stub.journal.entries({ ...refreshes, status: 400 })).toEqual([]);
});

const dialects: SignInWayName[] = ['byUserId', 'legacyDialect'];
for (const way of dialects) {
  test.describe(way, () => {
    test.use({ signInWay: way });

    test('a page that stays open goes on when the access token has expired', async ({
      openPortal,
      page,
      settings,
      signInAs,
      stub,
    }) => {
      await page.clock.install();
      await openPortal('/docs');
      await signInAs('Tomas Reyes');
      const signedIn = stub.journal.entries(refreshes).length;

      // Longer than an access token of either dialect and a token of Backstage live.
      stub.clock.advance(121 * MINUTE);
      await page.clock.fastForward(121 * MINUTE);
      await settings.open();
      await settings.expectUser('tomas.reyes');
      expect(stub.journal.entries(refreshes).length).toBeGreaterThan(signedIn);
    });
  });
}

test.describe('refresh tokens that no cookie is long enough for', () => {
  test.use({ variant: { longRefreshTokens: true } });

  test('last over reloads in two cookies, which a sign-out takes away', async ({
    context,
    openPortal,
    page,
    settings,
    signInAs,
    stub,
  }) => {
    const sessionCookies = async () =>
      (await context.cookies())
        .map(({ name }) => name)
        .filter(name => name.startsWith('bitbucket-refresh-token'))
        .sort();
    const both = ['bitbucket-refresh-token-0', 'bitbucket-refresh-token-1'];
    await openPortal('/settings');
    await signInAs('Mira Lindqvist');
    expect(await sessionCookies()).toEqual(both);
    for (const visit of ['first', 'second']) {
      await test.step(`${visit} reload`, async () => {
        stub.clock.advance(11 * MINUTE);
        await page.reload();
        await expectSignedInAs(page, 'Mira Lindqvist');
        expect(await sessionCookies()).toEqual(both);
      });
    }
    await settings.signOut();
    await expectSignInPage(page);
    expect(await sessionCookies()).toEqual([]);
  });
});

test('two tabs that refresh at the same moment both stay signed in', async ({
  context,
  openPortal,
  page,
  signInAs,
  stub,
}) => {
  await openPortal('/settings');
  await signInAs('Mira Lindqvist');
  const otherTab = await context.newPage();
  await otherTab.goto('/settings');
  await expectSignedInAs(otherTab, 'Mira Lindqvist');

  // Holds the request of each tab until both have asked.
  const held: (() => void)[] = [];
  await context.route('**/api/auth/bitbucket/refresh?*', async route => {
    await new Promise<void>(release => {
      held.push(release);
      if (held.length >= 2) {
        held.forEach(each => each());
      }
    });
    await route.continue();
  });
  await Promise.all([page.reload(), otherTab.reload()]);
  await expectSignedInAs(page, 'Mira Lindqvist');
  await expectSignedInAs(otherTab, 'Mira Lindqvist');
  expect(held).toHaveLength(2);

  // Neither tab was left with a refresh token that is dead.
  await context.unroute('**/api/auth/bitbucket/refresh?*');
  stub.clock.advance(11 * MINUTE);
  for (const tab of [page, otherTab]) {
    await tab.reload();
    await expectSignedInAs(tab, 'Mira Lindqvist');
  }
});

for (const { what, fault } of [
  { what: 'tell', fault: { path: '/2.0/**', status: 503 } },
  {
    what: 'renew',
    fault: { path: '/site/oauth2/access_token', reset: true },
  },
]) {
  test(`a person whom Bitbucket cannot ${what} for a while is back when it can`, async ({
    openPortal,
    page,
    signInAs,
    stub,
  }) => {
    await openPortal('/settings');
    await signInAs('Mira Lindqvist');

    const { id } = stub.faults.add(fault);
    await page.reload();
    await expectSignInPage(page);

    // Longer than Bitbucket takes a refresh token that it has replaced.
    stub.clock.advance(11 * MINUTE);
    stub.faults.remove(id);
    await page.reload();
    await expectSignedInAs(page, 'Mira Lindqvist');
  });
}

test('a person whose account was closed is out at the next refresh', async ({
  openPortal,
  page,
  signInAs,
  stub,
}) => {
  await openPortal('/settings');
  await signInAs('Mira Lindqvist');
  stub.update('mira_lindqvist', { removed: true });
  await page.reload();
  await expectSignInPage(page);
});

test.describe('a portal for one workspace', () => {
  test.use({ signInWay: 'membersOnly' });

  test('a person who is removed from it is out at the next refresh, and reads why', async ({
    openPortal,
    page,
    signInAs,
    stub,
    tryToSignInAs,
  }) => {
    await openPortal('/settings');
    await signInAs('Mira Lindqvist');

    stub.update('mira_lindqvist', { workspaces: {} });
    await page.reload();
    await expectSignInPage(page);
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(page, 'is a member of none of the workspaces');
  });

  test('a person who is removed while a page is open is asked to sign in when the session has to go on', async ({
    openPortal,
    page,
    signInAs,
    stub,
  }) => {
    await page.clock.install();
    await openPortal('/api-docs');
    await signInAs('Mira Lindqvist');
    await page.getByRole('link', { name: 'Docs', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Quayside' })).toHaveCount(2);

    stub.update('mira_lindqvist', { workspaces: {} });
    stub.clock.advance(121 * MINUTE);
    await page.clock.fastForward(121 * MINUTE);
    // No link: the dialog lies over them once anything of the page asks for a token.
    await page.goBack();
    await expect(
      page.getByRole('dialog', { name: 'Login Required' }),
    ).toBeVisible();

    await page.reload();
    await expectSignInPage(page);
  });
});
