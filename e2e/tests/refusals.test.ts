import type { FaultRule } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { expectRefusal, test } from '../fixtures';
import type { SignInWayName } from '../portal/signInWays';

test('a user without an entry in the catalog sees the account and a contact', async ({
  openPortal,
  page,
  signInAs,
  tryToSignInAs,
}) => {
  await openPortal();
  await tryToSignInAs('Olu Adeyemi');
  await expectRefusal(
    page,
    'Bitbucket knows you as Olu Adeyemi ({a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b06}), but the catalog of this portal has no user for that account.',
  );

  await signInAs('Mira Lindqvist');
});

test('an account that is not active is rejected', async ({
  openPortal,
  page,
  stub,
  tryToSignInAs,
}) => {
  stub.update('mira_lindqvist', { account_status: 'suspended' });
  await openPortal();
  await tryToSignInAs('Mira Lindqvist');
  await expectRefusal(page, 'is not active, so it cannot sign in here');
});

test.describe('a portal for one workspace', () => {
  test.use({ signInWay: 'membersOnly' });

  test('rejects a nonmember, and accepts a member', async ({
    openPortal,
    page,
    signInAs,
    tryToSignInAs,
  }) => {
    await openPortal();
    await tryToSignInAs('Kit Marlowe');
    await expectRefusal(
      page,
      'is not a member of any workspace of this portal',
    );

    await signInAs('Mira Lindqvist');
  });

  test('treats an unreadable membership as missing', async ({
    openPortal,
    page,
    signInAs,
    stub,
    tryToSignInAs,
  }) => {
    await openPortal();
    for (const { status, words } of [
      { status: 403, words: 'is not permitted to read your account' },
      { status: 503, words: 'Bitbucket is having trouble.' },
    ]) {
      const { id } = stub.faults.add({ path: '/2.0/user/workspaces', status });
      await tryToSignInAs('Mira Lindqvist');
      await expectRefusal(page, words);
      stub.faults.remove(id);
    }
    await signInAs('Mira Lindqvist');
  });
});

test.describe('a portal that requires two-step verification', () => {
  test.use({ signInWay: 'twoStepVerification' });

  test('rejects an account without it, or for which Bitbucket does not report it', async ({
    openPortal,
    page,
    signInAs,
    stub,
    tryToSignInAs,
  }) => {
    await openPortal();
    await tryToSignInAs('Nadia Haddad');
    await expectRefusal(page, 'your Bitbucket account does not have it');

    stub.update('treyes', { has_2fa_enabled: null });
    await tryToSignInAs('Tomas Reyes');
    await expectRefusal(page, 'does not report whether your account has it');

    await signInAs('Mira Lindqvist');
  });
});

test.describe('a portal that compares email addresses', () => {
  test.use({ signInWay: 'byEmail' });

  test('rejects an address that belongs to another user', async ({
    openPortal,
    page,
    stub,
    tryToSignInAs,
  }) => {
    stub.update('treyes', {
      emails: [
        {
          email: 'mira.lindqvist@harbourbikes.example',
          is_primary: true,
          is_confirmed: true,
        },
      ],
    });
    await openPortal();
    await tryToSignInAs('Tomas Reyes');
    await expectRefusal(
      page,
      'belongs to another Bitbucket account than yours',
    );
  });

  test('rejects an address that is not a single mailbox at a single host', async ({
    openPortal,
    page,
    stub,
    tryToSignInAs,
  }) => {
    const email = 'mira.lindqvist@elsewhere.example@harbourbikes.example';
    stub.faults.add({
      path: '/2.0/user/emails',
      merge: { values: [{ email, is_primary: true, is_confirmed: true }] },
    });
    await openPortal();
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(page, 'is not one that it can read');
  });

  test('reports that its consumer is not permitted to read addresses', async ({
    openPortal,
    page,
    stub,
    tryToSignInAs,
  }) => {
    stub.faults.add({ path: '/2.0/user/emails', status: 403 });
    await openPortal();
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(
      page,
      'but its OAuth consumer is not permitted to read yours',
    );
  });
});

test.describe('a portal that compares account IDs', () => {
  test.use({ signInWay: 'byAccountId' });

  test('reports that Bitbucket does not return it', async ({
    openPortal,
    page,
    stub,
    tryToSignInAs,
  }) => {
    stub.faults.add({ path: '/2.0/user', merge: { account_id: null } });
    await openPortal();
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(
      page,
      'Bitbucket does not return the account id of your account',
    );
  });
});

const brokenConsumers: {
  what: string;
  way: SignInWayName;
  words: string;
}[] = [
  {
    what: 'is not permitted to read accounts',
    way: 'consumerWithoutAccount',
    words:
      "This portal's OAuth consumer is not permitted to read your account.",
  },
  {
    what: 'has another secret',
    way: 'wrongSecret',
    words: "Bitbucket does not accept this portal's OAuth consumer.",
  },
  {
    what: 'requires the username, which Bitbucket omits',
    way: 'usernameNotTold',
    words: 'Bitbucket does not return the username of your account',
  },
];
for (const { what, way, words } of brokenConsumers) {
  test.describe(way, () => {
    test.use({ signInWay: way });

    test(`a portal whose consumer ${what} explains what to correct`, async ({
      openPortal,
      page,
      tryToSignInAs,
    }) => {
      await openPortal();
      await tryToSignInAs('Mira Lindqvist');
      await expectRefusal(page, words);
    });
  });
}

/** A failure at Bitbucket, and the message for the user. */
const troubles: [string, FaultRule, string][] = [
  ['is down', { path: '/2.0/**', status: 503 }, 'Bitbucket is having trouble.'],
  [
    'does not respond',
    { path: '/site/oauth2/access_token', reset: true },
    'Bitbucket does not respond.',
  ],
  [
    'responds with the page of a proxy',
    { path: '/2.0/user', html: true, status: 200 },
    'Bitbucket sent a response that this portal does not understand.',
  ],
  [
    'has removed an endpoint',
    { path: '/2.0/user', status: 410 },
    'Bitbucket has removed a part of its service',
  ],
  [
    'rejects the token that it issued',
    { path: '/2.0/user', status: 401 },
    'Bitbucket did not accept the access token that it had just issued.',
  ],
];

test('after every failure at Bitbucket, the user reads the reason and can sign in when it is resolved', async ({
  openPortal,
  page,
  signInAs,
  stub,
  tryToSignInAs,
}) => {
  await openPortal();
  for (const [what, fault, words] of troubles) {
    await test.step(`Bitbucket ${what}`, async () => {
      const { id } = stub.faults.add(fault);
      await tryToSignInAs('Mira Lindqvist');
      await expectRefusal(page, words);
      stub.faults.remove(id);
    });
  }
  await signInAs('Mira Lindqvist');
});

test.describe('when Bitbucket allows no more requests', () => {
  test.use({ signInWay: 'rateLimitedSignIn' });

  test('a user reads the reason, and then when to sign in again', async ({
    allowConsoleErrors,
    openPortal,
    page,
    stub,
    tryToSignInAs,
  }) => {
    await openPortal();
    const { id } = stub.faults.add({ path: '/2.0/**', status: 429 });
    await tryToSignInAs('Mira Lindqvist');
    await expectRefusal(page, 'Bitbucket allows this portal no more requests');
    stub.faults.remove(id);

    allowConsoleErrors(/503/);
    await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
    await expectRefusal(page, /Sign in again in (a minute|\d+ minutes)/);
  });
});
