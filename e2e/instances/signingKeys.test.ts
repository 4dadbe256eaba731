import { expect } from '@playwright/test';
import { test } from './deployment';
import { keyOf, people } from './deployment/people';
import type { Visitor } from './deployment/Visitor';

const BOOKING_API =
  '/api/catalog/entities/by-name/component/default/booking-api';

test('keys that are an hour old are replaced without a restart, and tokens signed with them remain valid', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const pids = instances.map(({ server }) => server.pid);
  const visitors = await Promise.all(
    people.map(async account => {
      const visitor = deployment.visitor();
      await visitor.signIn(account);
      return visitor;
    }),
  );

  // Less than an hour in one step, more in two.
  deployment.putClocksAhead();
  const oldTokens = await refreshAll(visitors);
  deployment.putClocksAhead();
  const newTokens = await refreshAll(visitors);

  const oldKeys = oldTokens.map(keyOf);
  expect(newTokens.map(keyOf).filter(key => oldKeys.includes(key))).toEqual([]);
  for (const instance of instances) {
    for (const token of [...oldTokens, ...newTokens]) {
      expect((await instance.ask(BOOKING_API, token)).status).toBe(200);
    }
  }
  expect(instances.map(({ server }) => server.pid)).toEqual(pids);
});

async function refreshAll(visitors: Visitor[]): Promise<string[]> {
  const tokens: string[] = [];
  for (const visitor of visitors) {
    tokens.push((await visitor.refresh()).token);
  }
  return tokens;
}
