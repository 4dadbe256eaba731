import {
  expect,
  expectRefusal,
  expectSignedInAs,
  expectSignInPage,
  test,
} from '../fixtures';
import type { FaultRule } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { registerClients } from '../portal/createPortalConfig';
import type { SignInWayName } from '../portal/signInWays';

const MINUTE = 60_000;

test('a page load sends no request to Bitbucket', async ({
  openPortalAs,
  page,
  stub,
}) => {
  await openPortalAs('Mira Lindqvist', '/settings');
  stub.journal.clear();
  for (const visit of ['first', 'second', 'third']) {
    await test.step(`${visit} reload`, async () => {
      await page.reload();
      await expectSignedInAs(page, 'Mira Lindqvist');
    });
  }
  expect(stub.journal.entries({ path: '/2.0/**' })).toEqual([]);
  expect(stub.journal.entries({ path: '/site/**' })).toEqual([]);
});

const ways: SignInWayName[] = [
  'byUserId',
  'checkedAtEveryRefresh',
  'legacyDialect',
];
for (const way of ways) {
  test.describe(way, () => {
    test.use({ signInWay: way });

    test('an open page continues when its token has expired', async ({
      openPortalAs,
      page,
      settings,
      stub,
    }) => {
      await page.clock.install();
      await openPortalAs('Tomas Reyes', '/docs');

      stub.clock.advance(121 * MINUTE);
      await page.clock.fastForward(121 * MINUTE);
      await settings.open();
      await settings.expectUser('tomas.reyes');
    });
  });
}

test.describe('refresh tokens of more than 5,000 characters', () => {
  test.use({ variant: { longRefreshTokens: true } });

  test('stay in the portal: the browser has one short cookie until the sign-out', async ({
    context,
    openPortalAs,
    page,
    settings,
  }) => {
    const sessionCookies = async () =>
      (await context.cookies()).filter(
        ({ name }) => name.startsWith('bitbucket') && !/attempt/.test(name),
      );
    await openPortalAs('Mira Lindqvist', '/settings');
    const [cookie, ...others] = await sessionCookies();
    expect(others).toEqual([]);
    expect(`${cookie.name}=${cookie.value}`.length).toBeLessThan(100);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await page.reload();
    await expectSignedInAs(page, 'Mira Lindqvist');
    expect(await sessionCookies()).toEqual([
      expect.objectContaining({ value: cookie.value }),
    ]);
    await settings.signOut();
    await expectSignInPage(page);
    expect(await sessionCookies()).toEqual([]);
  });
});

test.describe('with a check at every refresh', () => {
  test.use({ signInWay: 'checkedAtEveryRefresh' });

  test('twenty tabs that load at the same time remain signed in', async ({
    context,
    openPortalAs,
    page,
  }) => {
    await openPortalAs('Mira Lindqvist', '/settings');
    const refresh = page.waitForRequest('**/api/auth/bitbucket/refresh?*');
    await page.reload();
    const url = (await refresh).url();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        page.request.get(url, {
          headers: { 'x-requested-with': 'XMLHttpRequest' },
        }),
      ),
    );
    expect(answers.map(answer => answer.status())).toEqual(Array(20).fill(200));
    const otherTab = await context.newPage();
    await Promise.all([page.reload(), otherTab.goto('/settings')]);
    await expectSignedInAs(page, 'Mira Lindqvist');
    await expectSignedInAs(otherTab, 'Mira Lindqvist');
  });

  test('a user whose account was closed is signed out at the next page load, and reads why', async ({
    openPortalAs,
    page,
    stub,
  }) => {
    await openPortalAs('Mira Lindqvist', '/settings');
    stub.update('mira_lindqvist', { removed: true });
    await page.reload();
    await expectRefusal(page, 'Bitbucket has ended the access of this portal');
  });

  test('a page waits during an outage of Bitbucket, and continues automatically', async ({
    openPortalAs,
    page,
    stub,
    allowConsoleErrors,
  }) => {
    await openPortalAs('Mira Lindqvist', '/settings');
    allowConsoleErrors(/503/);
    const { id } = stub.faults.add({ path: '/2.0/**', status: 503 });
    await page.reload();
    await expect(page.getByRole('alert')).toContainText(
      'The portal is temporarily unavailable',
    );
    stub.faults.remove(id);
    await expectSignedInAs(page, 'Mira Lindqvist');
  });
});

const outages: {
  when: string;
  way: SignInWayName;
  faults: FaultRule[];
}[] = [
  {
    when: 'while Bitbucket responds with 503, resets connections and is hidden by the page of a proxy',
    way: 'checkedWithGrace',
    faults: [{ status: 503 }, { reset: true }, { html: true }],
  },
  {
    when: 'while Bitbucket responds with 429',
    way: 'rateLimited',
    faults: [{ status: 429 }],
  },
];
for (const { when, way, faults } of outages) {
  test.describe(when, () => {
    test.use({ signInWay: way });

    test('no session ends', async ({ openPortalAs, page, stub }) => {
      await openPortalAs('Mira Lindqvist', '/settings');
      for (const fault of faults) {
        await test.step(JSON.stringify(fault), async () => {
          const { id } = stub.faults.add({ path: '/**', ...fault });
          await page.reload();
          await expectSignedInAs(page, 'Mira Lindqvist');
          stub.faults.remove(id);
        });
      }
      await page.reload();
      await expectSignedInAs(page, 'Mira Lindqvist');
    });
  });
}

test.describe('with a grace period', () => {
  test.use({ signInWay: 'checkedWithGrace' });

  test('no session ends when the secret of the OAuth consumer is renewed at Bitbucket', async ({
    openPortalAs,
    page,
    portal,
    stub,
    stubs,
  }) => {
    await openPortalAs('Mira Lindqvist', '/settings');
    const { port } = new URL(portal.url);
    registerClients(Number(port), stubs, 'renewed-at-bitbucket');
    // The access token expires for Bitbucket, so that the next check needs the secret.
    stub.clock.advance(121 * MINUTE);
    await page.reload();
    await expectSignedInAs(page, 'Mira Lindqvist');
  });
});

test.describe('a portal for one workspace', () => {
  test.use({ signInWay: 'membersOnly' });

  test('a user who is removed from it is signed out at the next page load, and reads why', async ({
    openPortalAs,
    page,
    stub,
    tryToSignInAs,
  }) => {
    await openPortalAs('Mira Lindqvist', '/settings');

    stub.update('mira_lindqvist', { workspaces: {} });
    await page.reload();
    await expectRefusal(
      page,
      'is not a member of any workspace of this portal',
    );
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(
      page,
      'is not a member of any workspace of this portal',
    );
  });

  test('a user who is removed while a page is open returns to the sign-in page when the session must be refreshed', async ({
    openPortalAs,
    page,
    stub,
  }) => {
    await page.clock.install();
    await openPortalAs('Mira Lindqvist', '/api-docs');
    await page.getByRole('link', { name: 'Docs', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Quayside' })).toHaveCount(2);

    stub.update('mira_lindqvist', { workspaces: {} });
    stub.clock.advance(121 * MINUTE);
    await page.clock.fastForward(121 * MINUTE);
    await page.goBack();
    await expectRefusal(page, 'is not a member of a workspace');
  });
});
