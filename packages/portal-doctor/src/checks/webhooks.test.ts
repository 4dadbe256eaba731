import { at, productionSettings } from '../__testUtils__/productionConfig';
import { checkSettings } from './checkSettings';

const KEY = 'events.modules.bitbucketCloud';
const MODULE =
  '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks';
const SECRET = '5bb3f3b9d4a14c7c8a0d6c8f0f3a2b1e';

async function find(changes: object, installed = [MODULE]) {
  const settings = await productionSettings(changes as never);
  return checkSettings(settings, { installed }).filter(({ key }) =>
    key.startsWith('events.'),
  );
}

it('accepts a generated secret', async () => {
  const changes = at(KEY, { webhookSecrets: [SECRET], workspaces: ['acme'] });
  expect(await find(changes)).toEqual([]);
});

it.each([
  ['not-a-secret-only-the-stub-signs-with-it', 'publicly known'],
  ['${BITBUCKET_WEBHOOK_SECRET}', 'publicly known'],
  ['too-short', 'has 9 characters'],
])('rejects the secret %s', async (secret, found) => {
  const changes = at(KEY, { webhookSecrets: [secret], workspaces: ['acme'] });
  expect(await find(changes)).toEqual([
    expect.objectContaining({
      key: `${KEY}.webhookSecrets[0]`,
      found: expect.stringContaining(found),
      severity: 'problem',
    }),
  ]);
});

it('rejects a topic that would accept webhooks without a signature', async () => {
  const changes = at('events.http.topics', ['bitbucketCloud']);
  expect(await find(changes)).toEqual([
    expect.objectContaining({ key: 'events.http.topics', severity: 'problem' }),
  ]);
});

it('rejects a secret that no module reads', async () => {
  const changes = at(KEY, { webhookSecrets: [SECRET], workspaces: ['acme'] });
  expect(await find(changes, ['other'])).toEqual([
    expect.objectContaining({
      key: `${KEY}.webhookSecrets`,
      found: expect.stringContaining('is not used'),
    }),
  ]);
});

it('advises to set up webhooks for repositories', async () => {
  const changes = at('catalog.providers.bitbucketRepositories', {
    main: { workspace: 'acme' },
  });
  expect(await find(changes)).toEqual([
    expect.objectContaining({
      key: `${KEY}.webhookSecrets`,
      severity: 'advice',
    }),
  ]);
});
