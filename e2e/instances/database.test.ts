import { expect } from '@playwright/test';
import { test } from './deployment';
import { people } from './deployment/people';

const BOOKING_API =
  '/api/catalog/entities/by-name/component/default/booking-api';
const SETTING = '/api/user-settings/buckets/instances/keys/colour';

test('the instances recover from a database outage without a restart', async ({
  deployment,
}) => {
  const { instances, postgres } = deployment;
  const pids = instances.map(({ server }) => server.pid);
  const visitor = deployment.visitor();
  const { token } = await visitor.signIn('mira_lindqvist');

  await postgres.stop();
  for (const instance of instances) {
    // Each of them has broken connections now.
    const { status } = await instance.ask(BOOKING_API, token);
    expect(status).not.toBe(200);
  }
  await postgres.start();

  for (const instance of instances) {
    await expect
      .poll(async () => (await instance.ask(BOOKING_API, token)).status)
      .toBe(200);
    await expect.poll(() => instance.isReady()).toBe(true);
  }
  // The proxy soon retries an instance that it has marked as failed.
  await expect.poll(async () => (await visitor.ask('/')).status).toBe(200);
  // Twice for all instances, with all requests of a user that need the database.
  for (const account of [...people, 'mira_lindqvist']) {
    const returning = deployment.visitor();
    await returning.signIn(account);
    await returning.refresh();
    const set = await returning.ask(SETTING, {
      method: 'PUT',
      json: { value: account },
    });
    expect(set.status).toBe(200);
    expect(await (await returning.ask(SETTING)).json()).toMatchObject({
      value: account,
    });
    const found = await returning.ask('/api/search/query?term=booking');
    expect(found.status).toBe(200);
    returning.leave();
  }
  await visitor.refresh();
  expect(instances.map(({ server }) => server.pid)).toEqual(pids);
  expect(instances.every(({ server }) => server.isRunning)).toBe(true);
});
