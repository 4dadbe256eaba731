import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../fixtures/accessibility';

/** Without Backstage's own tabs, whose contrast axe rejects when the page is scrolled. */
const CONTENT = 'article';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colors`, () => {
    test.use({ colorScheme });

    test('the page of a component shows its pull requests, pipelines and deployments', async ({
      openPortalAs,
      page,
    }) => {
      await openPortalAs(
        'Tomas Reyes',
        '/catalog/default/component/booking-api',
      );
      await page.getByRole('tab', { name: 'Pull requests' }).click();
      const pullRequest = page.getByRole('link', {
        name: 'Reject bookings that end before they start',
      });
      await expect(pullRequest).toBeVisible();
      await expect(
        page.getByText('Mira Lindqvist: waiting').first(),
      ).toBeVisible();
      await page
        .getByRole('row')
        .filter({ has: pullRequest })
        .getByRole('button', { name: /^Show checks and conflicts/ })
        .click();
      await expect(page.getByText('No conflicts.')).toBeVisible();
      await expectAccessible(page, CONTENT);
      await page.getByRole('searchbox').fill('nothing has this title');
      await expect(
        page.getByText('No pull request matches the filter.'),
      ).toBeVisible();

      await page.getByRole('tab', { name: 'Pipelines' }).click();
      await expect(
        page.getByRole('img', { name: /pipelines succeeded/ }),
      ).toBeVisible();
      await page
        .getByRole('row')
        .filter({ hasText: 'failed' })
        .first()
        .getByRole('button', { name: /^Show steps of pipeline/ })
        .click();
      await expect(
        page.getByRole('listitem').filter({ hasText: ': failed' }).first(),
      ).toBeVisible();
      const showLog = page.getByRole('button', { name: /^Show log of step/ });
      await showLog.first().focus();
      await page.keyboard.press('Enter');
      const log = page.getByRole('region', { name: /^Log of step/ });
      await expect(log).toContainText(/fail/i);
      await expect(page.getByText(/^The (whole log|last)/)).toBeVisible();
      await expectAccessible(page, CONTENT);

      await page.getByRole('tab', { name: 'Deployments' }).click();
      await expect(
        page.getByRole('button', { name: 'Show history of Production' }),
      ).toBeVisible();
      await expectAccessible(page, CONTENT);
    });
  });
}

/** Sends the events of a repository of the stub to the portal. */
async function addWebhook(stub: BitbucketCloudStub, portalUrl: string) {
  const token = 'a-token-of-the-tests-for-webhooks';
  stub.registerAccessToken({
    token,
    scopes: ['webhook', 'pullrequest', 'repository'],
    workspace: 'harbour-bikes',
  });
  const response = await fetch(
    `${stub.apiUrl}/repositories/harbour-bikes/booking-api/hooks`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        description: 'Portal',
        url: `${portalUrl}/api/events/http/bitbucketCloud`,
        active: true,
        secret: 'not-a-secret-only-the-stub-signs-with-it',
        events: [
          'pullrequest:created',
          'pullrequest:approved',
          'repo:commit_status_created',
          'repo:commit_status_updated',
        ],
      }),
    },
  );
  expect(response.status).toBe(201);
}

test('an open page shows a webhook within three seconds', async ({
  openPortalAs,
  page,
  portal,
  stub,
}) => {
  const soon = { timeout: 3000 };
  await addWebhook(stub, portal.url);
  await openPortalAs(
    'Tomas Reyes',
    '/catalog/default/component/booking-api/pull-requests',
  );
  await expect(
    page.getByRole('table', { name: 'Pull requests' }),
  ).toBeVisible();
  const title = 'Show the tide <b>tables</b>';
  const { id } = (await stub.openPullRequest('harbour-bikes', 'booking-api', {
    title,
    branch: 'feature/tides',
    files: { 'tides.md': 'high' },
    reviewers: ['mira_lindqvist'],
  })) as { id: number };
  const row = page.getByRole('row').filter({ hasText: title });
  await expect(row).toBeVisible(soon);
  await expect(row.getByText('Mira Lindqvist: waiting')).toBeVisible();
  stub.movePullRequest(['harbour-bikes', 'booking-api', id], {
    action: 'approve',
    by: 'mira_lindqvist',
  });
  await expect(row.getByText('Mira Lindqvist: approved')).toBeVisible(soon);
  stub.runPipeline('harbour-bikes', 'booking-api', { branch: 'feature/tides' });
  await expect(row.getByText('running')).toBeVisible(soon);
});

test.describe('with the actions of pipelines', () => {
  test.use({
    signInWay: 'withPipelines',
    variant: {
      config: {
        bitbucketCloud: {
          workspaces: { stub: { pipelines: { actions: true } } },
        },
      },
    },
  });

  test('an owner runs a pipeline again and stops it, with the own account', async ({
    openPortalAs,
    page,
    stub,
  }) => {
    await openPortalAs(
      'Tomas Reyes',
      '/catalog/default/component/booking-api/pipelines',
    );
    await page
      .getByRole('button', { name: /^Run again: pipeline/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: /^Run again/ });
    await dialog.getByRole('button', { name: 'Run again' }).click();
    await expect(dialog).toBeHidden();
    const started = page
      .getByRole('row')
      .filter({ hasText: 'manual, Tomas Reyes' })
      .filter({ hasText: 'pending' });
    const stop = started.getByRole('button', { name: /^Stop: pipeline/ });
    const name = await stop.getAttribute('aria-label');
    const number = name?.split(' ').pop();
    await stop.click();
    await page
      .getByRole('dialog', { name: `Stop: pipeline ${number}` })
      .getByRole('button', { name: 'Stop' })
      .click();
    await expect(
      page.getByRole('row').filter({ hasText: `#${number}` }),
    ).toContainText('stopped');
    const writes = stub.journal
      .entries({ path: '/2.0/**' })
      .filter(({ method }) => method === 'POST');
    expect(writes).toHaveLength(2);
  });
});
