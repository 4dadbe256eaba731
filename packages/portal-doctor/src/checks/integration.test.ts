import { type JsonObject } from '@backstage/types';
import { at, productionSettings } from '../__testUtils__/productionConfig';
import { checkSettings } from './checkSettings';

async function problemsOf(changes: JsonObject, environment = {}) {
  const settings = await productionSettings(changes, environment);
  return checkSettings(settings)
    .filter(({ severity }) => severity === 'problem')
    .map(({ key }) => key);
}

describe('the credentials for repositories', () => {
  const entry = 'integrations.bitbucketCloud[0]';

  it.each([
    ['nothing', {}, []],
    [
      'an API token and the address of its account',
      { USERNAME: 'bot@quayside.test', TOKEN: 'ATATT3xFfGF0aB12' },
      [],
    ],
    ['an access token of a workspace', { TOKEN: 'ATCTT3xFfGF0aB12' }, []],
    ['an empty username', { USERNAME: '', TOKEN: 'ATCTT3xF' }, ['username']],
    ['empty variables', { USERNAME: '', TOKEN: '' }, ['username', 'token']],
    [
      'a username without a token',
      { USERNAME: 'bot@quayside.test' },
      ['token'],
    ],
    [
      'an API token and a username that is not an email address',
      { USERNAME: 'jdoe', TOKEN: 'ATATT3xFfGF0aB12' },
      ['username'],
    ],
    [
      'an API token without its account',
      { TOKEN: 'ATATT3xFfGF0aB12' },
      ['username'],
    ],
    [
      'an access token and a username',
      { USERNAME: 'bot@quayside.test', TOKEN: 'ATCTT3xFfGF0aB12' },
      ['username'],
    ],
    [
      'the username that Git uses with an access token',
      { USERNAME: 'x-token-auth', TOKEN: 'ATCTT3xFfGF0aB12' },
      ['username'],
    ],
    [
      'a token with a line break',
      { USERNAME: 'bot@quayside.test', TOKEN: 'ATATT3xF\nfGF0' },
      ['token'],
    ],
  ])('judges %s', async (_, variables, expected) => {
    const environment = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        `BITBUCKET_CLOUD_${name}`,
        value,
      ]),
    );
    expect(await problemsOf({}, environment)).toEqual(
      expected.map(name => `${entry}.${name}`),
    );
  });

  it.each([
    [{ username: 'jdoe', appPassword: 'x' }, ['appPassword']],
    [{ clientId: 'x' }, ['clientSecret']],
    [{ clientId: 'x', clientSecret: 'y' }, []],
  ])('judges %j', async (value, expected) => {
    const changes = at('integrations.bitbucketCloud', [value]);
    expect(await problemsOf(changes)).toEqual(
      expected.map(name => `${entry}.${name}`),
    );
  });
});
