import { expect } from '@playwright/test';
import { test } from './deployment';
import { expectNewKeys, refreshAll, signInAll } from './deployment/tokens';

test('keys that are an hour old are replaced without a restart, and tokens signed with them remain valid', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const pids = instances.map(({ server }) => server.pid);
  const visitors = await signInAll(deployment);

  // Less than an hour in one step, more in two.
  deployment.putClocksAhead();
  const oldTokens = await refreshAll(visitors);
  deployment.putClocksAhead();
  const newTokens = await refreshAll(visitors);

  await expectNewKeys(instances, oldTokens, newTokens);
  expect(instances.map(({ server }) => server.pid)).toEqual(pids);
});
