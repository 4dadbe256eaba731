import { expect } from '@playwright/test';
import { test } from './deployment';

test('a sign-in starts at one instance, comes back to another and is renewed by a third', async ({
  deployment,
}) => {
  const visitor = deployment.visitor();
  const callback = await visitor.consent('mira_lindqvist');
  const session = await visitor.comeBack(callback);
  expect(session.userEntityRef).toBe('user:default/mira.lindqvist');
  const renewed = await visitor.refresh();
  expect(renewed.userEntityRef).toBe('user:default/mira.lindqvist');

  const servedBy = visitor.exchanges.map(each => each.servedBy);
  expect(servedBy.flat().sort()).toEqual(
    deployment.instances.map(({ address }) => address).sort(),
  );
});
