import { expect } from '@playwright/test';
import { test } from './deployment';
import { browse, signInMira } from './deployment/browse';
import { waitForOutage } from './deployment/waitForOutage';

test('an open page waits during a database outage, and continues automatically', async ({
  browser,
  deployment,
}) => {
  const { postgres, url } = deployment;
  const { context, page } = await browse(browser, deployment);
  await page.goto(url);
  const welcome = await signInMira(page);

  await postgres.stop();
  await page.reload();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The portal is temporarily unavailable');
  await waitForOutage();
  await expect(alert).toContainText('The portal is temporarily unavailable');
  await expect(welcome).toBeHidden();
  await postgres.start();

  await expect(welcome).toBeVisible({ timeout: 60_000 });
  await context.close();
});

test('no session ends when all instances are restarted at the same time', async ({
  browser,
  deployment,
}) => {
  const { instances, url } = deployment;
  const { context, page } = await browse(browser, deployment);
  await page.goto(url);
  const welcome = await signInMira(page);

  await Promise.all(instances.map(({ server }) => server.end('SIGTERM')));
  await Promise.all(instances.map(({ server }) => server.start()));
  // The proxy soon retries an instance that it has marked as failed.
  await expect
    .poll(async () => (await page.reload())?.status(), { timeout: 60_000 })
    .toBe(200);
  await expect(welcome).toBeVisible();
  await context.close();
});

test('no session ends during an outage of Bitbucket of more than an hour', async ({
  browser,
  deployment,
}) => {
  const { stub, url } = deployment;
  const { context, page } = await browse(browser, deployment);
  await page.goto(url);
  const welcome = await signInMira(page);

  const { id } = stub.faults.add({ path: '/**', status: 503 });
  for (const minutes of [35, 70]) {
    deployment.putClocksAhead();
    // Twice: the first request of each instance begins the due check, which fails.
    for (const reload of ['first', 'second']) {
      await test.step(`${reload} reload after ${minutes} minutes`, async () => {
        await page.reload();
        await expect(welcome).toBeVisible();
      });
    }
  }
  expect(
    stub.journal.entries().filter(({ status }) => status === 503).length,
  ).toBeGreaterThan(0);
  stub.faults.remove(id);
  await page.reload();
  await expect(welcome).toBeVisible();
  await context.close();
});
