import { SignInClient } from '@backstage-bitbucket/test-kit';
import { expect, test as base } from '@playwright/test';
import { press } from '../fixtures/people';
import { runCommand } from './runCommand';

const portalUrl = 'http://localhost:3000';
const backendUrl = 'http://localhost:7007';
const stubUrl = 'http://localhost:7100';

async function isAnswering(): Promise<boolean> {
  const answer = await fetch(portalUrl).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

const test = base.extend<{}, { person: string }>({
  /** A user who can sign in to `yarn dev`, or to an instance that already runs. */
  person: [
    async ({}, use) => {
      if (!process.env.CI && (await isAnswering())) {
        await use('Mira Lindqvist');
        return;
      }
      await runCommand('dev', use);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

// All tests use one instance.
test.describe.configure({ mode: 'default' });

test('a contributor signs in after one command', async ({ page, person }) => {
  await page.goto(portalUrl);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  const bitbucket = await opened;
  await press(bitbucket, person, { isPopup: true });
  await expect(page.getByRole('heading', { name: /^Welcome, / })).toBeVisible();
});

test('the portal accepts the webhook of a push at the stub', async ({
  person,
  request,
}) => {
  expect(person).not.toBe('');
  const response = await request.post(
    `${stubUrl}/_stub/push/harbour-bikes/booking-api`,
    {
      headers: { 'X-Stub-Control': '1' },
      data: { files: { 'README.md': `Pushed at ${new Date().toISOString()}` } },
    },
  );
  const { deliveries } = await response.json();
  expect(deliveries).toMatchObject([{ event: 'repo:push', attempts: [202] }]);
});

test('a template creates a repository at the stub, and the catalog reads it', async ({
  person,
  request,
}) => {
  const accounts = await request.get(`${stubUrl}/_stub/people`, {
    headers: { 'X-Stub-Control': '1' },
  });
  const people: { display_name: string; uuid: string }[] =
    await accounts.json();
  const account = people.find(each => each.display_name === person)!;
  const client = new SignInClient({
    portalUrl: backendUrl,
    stubUrl,
    env: 'development',
  });
  let token = '';
  // The catalog may still process its files after the start.
  await expect(async () => {
    ({ token } = await client.signIn(account.uuid));
  }).toPass();
  const headers = { authorization: `Bearer ${token}` };
  const name = `dev-${Date.now().toString(36)}`;
  const tasks = `${backendUrl}/api/scaffolder/v2/tasks`;
  const started = await request.post(tasks, {
    headers,
    data: {
      templateRef: 'template:default/new-service',
      values: {
        name,
        description: 'A service of the test',
        owner: 'group:default/platform',
        system: 'developer-portal',
        publish: true,
        repoUrl: `bitbucket.org?workspace=harbour-bikes&project=PLAT&repo=${name}`,
      },
    },
  });
  const { id } = await started.json();

  await expect
    .poll(async () => {
      const task = await request.get(`${tasks}/${id}`, { headers });
      return (await task.json()).status;
    })
    .toBe('completed');
  const entity = `${backendUrl}/api/catalog/entities/by-name/component/default/${name}`;
  await expect
    .poll(async () => {
      const found = await request.get(entity, { headers });
      return (await found.json()).metadata?.annotations;
    })
    .toMatchObject({
      'backstage.io/source-location': `url:https://bitbucket.org/harbour-bikes/${name}/src/main/`,
      'bitbucket.org/repo-slug': `harbour-bikes/${name}`,
    });
});
