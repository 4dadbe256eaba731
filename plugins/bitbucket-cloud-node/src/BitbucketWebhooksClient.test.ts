import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { bearerCredentials } from './BitbucketCredentials';
import { BitbucketWebhooksClient } from './BitbucketWebhooksClient';

const TOKEN = 'an-access-token-of-the-workspace';
const SECRET = 'a-secret-that-only-this-test-uses';
const HOOKS = '/2.0/workspaces/harbour-bikes/hooks';
const SETTINGS = {
  url: 'https://portal.harbourbikes.example/api/events/http/bitbucketCloud',
  description: 'Portal',
  active: true,
  events: ['repo:push'],
  secret: SECRET,
};

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
afterAll(() => stub.close());

function createClient(scopes = ['webhook', 'repository', 'pullrequest']) {
  stub.reset();
  stub.registerAccessToken({
    token: TOKEN,
    scopes,
    workspace: 'harbour-bikes',
  });
  return new BitbucketWebhooksClient({
    workspace: 'harbour-bikes',
    credentials: bearerCredentials(TOKEN),
    apiBaseUrl: stub.apiUrl,
    timeoutMs: 2000,
  });
}

it('creates, lists and changes a webhook, and receives no secret', async () => {
  const client = createClient();
  expect(await client.list()).toEqual([]);
  const created = await client.create(SETTINGS);
  const { secret, ...visible } = SETTINGS;
  expect(created).toEqual({
    ...visible,
    uuid: expect.stringMatching(/^\{.{36}\}$/),
    hasSecret: true,
  });
  expect(await client.list()).toEqual([created]);
  const { uuid } = created;
  const events = ['repo:push', 'pullrequest:created'];
  expect(await client.update({ uuid, events, active: false })).toEqual({
    ...created,
    events,
    active: false,
  });
  expect(await client.update({ uuid, secret: 'another-secret' })).toMatchObject(
    { events, hasSecret: true },
  );
});

it.each([
  [['repository'], ['webhook']],
  [['webhook'], ['webhook', 'repository']],
])('returns the missing scopes of %j', async (scopes, requiredScopes) => {
  const client = createClient(scopes);
  await expect(client.create(SETTINGS)).rejects.toMatchObject({
    status: 403,
    requiredScopes: expect.arrayContaining(requiredScopes),
  });
});

it('does not repeat a change after a temporary error, and names no secret', async () => {
  const client = createClient();
  stub.faults.add({ path: HOOKS, method: 'POST', status: 503 });
  const error = await client.create(SETTINGS).catch(each => each);
  expect(error).toMatchObject({ code: 'http', status: 503 });
  expect(JSON.stringify(error) + error.stack).not.toContain(SECRET);
  expect(stub.journal.entries({ path: HOOKS, method: 'POST' })).toHaveLength(1);
});

it('repeats a listing after a temporary error', async () => {
  const client = createClient();
  stub.faults.add({ path: HOOKS, status: 503, times: 1 });
  expect(await client.list()).toEqual([]);
});

it('fails for a webhook that does not exist', async () => {
  const uuid = '{11111111-1111-4111-8111-111111111111}';
  await expect(
    createClient().update({ uuid, active: true }),
  ).rejects.toMatchObject({ status: 404 });
});
