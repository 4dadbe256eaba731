import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { warnOfRisks } from './warnOfRisks';

function warningsOf(environments: { [name: string]: JsonObject[] }): string[] {
  const logger = mockServices.logger.mock();
  const config = Object.fromEntries(
    Object.entries(environments).map(([name, resolvers]) => [
      name,
      { signIn: { resolvers } },
    ]),
  );
  warnOfRisks(new ConfigReader(config), 'auth.providers.bitbucket', logger);
  return logger.warn.mock.calls.map(([message]) => message);
}

const byUsername = { resolver: 'usernameMatchingUserEntityAnnotation' };
const byLocalPart = { resolver: 'emailLocalPartMatchingUserEntityName' };

describe('warnOfRisks', () => {
  it.each<[string, JsonObject, RegExp]>([
    [
      'the username',
      byUsername,
      /a username, which people can change at Bitbucket/,
    ],
    ['the local part only', byLocalPart, /of every domain/],
    [
      'accounts without a user',
      {
        resolver: 'userIdMatchingUserEntityAnnotation',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
      /accepts every Bitbucket account/,
    ],
  ])('warns about %s, and names the resolver', (_, resolver, message) => {
    const warnings = warningsOf({ production: [resolver] });
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(warnings[0]).toContain(resolver.resolver);
  });

  it('warns once per resolver, whatever the number of environments', () => {
    expect(
      warningsOf({
        development: [byUsername, byLocalPart],
        production: [byLocalPart, byUsername],
      }),
    ).toHaveLength(2);
  });

  it('logs nothing if no account can impersonate another', () => {
    expect(
      warningsOf({
        production: [
          { resolver: 'userIdMatchingUserEntityAnnotation' },
          { resolver: 'accountIdMatchingUserEntityAnnotation' },
          { resolver: 'emailMatchingUserEntityProfileEmail' },
          { ...byLocalPart, allowedDomains: ['harbourbikes.example'] },
        ],
      }),
    ).toEqual([]);
  });
});
