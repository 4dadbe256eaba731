import { expect } from '@playwright/test';
import type { Instance } from './Instance';
import { people } from './people';
import type { Deployment } from './startDeployment';
import type { Visitor } from './Visitor';

export const BOOKING_API =
  '/api/catalog/entities/by-name/component/default/booking-api';

/** Signs in all accounts, each in another browser. */
export function signInAll(deployment: Deployment): Promise<Visitor[]> {
  return Promise.all(
    people.map(async account => {
      const visitor = deployment.visitor();
      await visitor.signIn(account);
      return visitor;
    }),
  );
}

/** Refreshes all sessions, and returns their tokens. */
export async function refreshAll(visitors: Visitor[]): Promise<string[]> {
  const tokens: string[] = [];
  for (const visitor of visitors) {
    tokens.push((await visitor.refresh()).token);
  }
  return tokens;
}

/** Checks that the keys of the tokens differ, and that each instance accepts all tokens. */
export async function expectNewKeys(
  instances: Instance[],
  oldTokens: string[],
  newTokens: string[],
) {
  const oldKeys = oldTokens.map(keyOf);
  expect(newTokens.map(keyOf).filter(key => oldKeys.includes(key))).toEqual([]);
  for (const instance of instances) {
    for (const token of [...oldTokens, ...newTokens]) {
      expect((await instance.ask(BOOKING_API, token)).status).toBe(200);
    }
  }
}

/** Returns the ID of the key that signed a token. */
function keyOf(token: string): string {
  const [header] = token.split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
}
