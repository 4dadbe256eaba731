import { expect } from '@playwright/test';
import { test } from './deployment';
import { people } from './deployment/people';
import type { Deployment } from './deployment/startDeployment';

/** More rounds than needed to observe every order, whichever instance comes first. */
const ROUNDS = 40;

test('a sign-in starts at one instance, returns to another and is refreshed by a third, in every order', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const orders = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const { came, renewed, servedBy } = await signIn(deployment, round);
    expect(renewed.userEntityRef).toBe(came.userEntityRef);
    for (const instance of instances) {
      const answer = await instance.ask(
        '/api/catalog/entities?limit=1',
        renewed.token,
      );
      expect(answer.status).toBe(200);
    }
    noteOrder(orders, servedBy);
  }
  expect(orders.size).toBe(6);
});

/** Records the sign-ins in which each step was at another instance. */
function noteOrder(orders: Set<string>, servedBy: string[]) {
  if (new Set(servedBy).size === servedBy.length) {
    orders.add(servedBy.join());
  }
}

/** The proxy uses the instances in turn, and a page load between two steps changes the next instance. */
async function signIn(deployment: Deployment, round: number) {
  const visitor = deployment.visitor();
  const servedBy: string[] = [];
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (round % 2 === 1 && servedBy.length > 0) {
      await visitor.ask('/');
    }
    const result = await work();
    servedBy.push(visitor.lastExchange.servedBy.join());
    return result;
  };
  const callback = await step(() =>
    visitor.consent(people[round % people.length]),
  );
  const came = await step(() => visitor.comeBack(callback));
  const renewed = await step(() => visitor.refresh());
  visitor.leave();
  return { came, renewed, servedBy };
}
