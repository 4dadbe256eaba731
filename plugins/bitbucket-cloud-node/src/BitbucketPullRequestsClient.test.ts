import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { bearerCredentials } from './BitbucketCredentials';
import { BitbucketPullRequestsClient } from './BitbucketPullRequestsClient';
import { BitbucketRepositoriesClient } from './BitbucketRepositoriesClient';

const TOKEN = 'an-access-token-of-the-workspace';
const SLUG = 'tax-tables';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
afterAll(() => stub.close());

function createClients(scopes = ['repository:write', 'pullrequest:write']) {
  stub.reset();
  stub.registerAccessToken({
    token: TOKEN,
    scopes,
    workspace: 'harbour-bikes',
  });
  const options = {
    workspace: 'harbour-bikes',
    credentials: bearerCredentials(TOKEN),
    apiBaseUrl: stub.apiUrl,
    timeoutMs: 2000,
  };
  return {
    pullRequests: new BitbucketPullRequestsClient(options),
    repositories: new BitbucketRepositoriesClient(options),
  };
}

it('commits a file to a new branch, and creates a pull request once', async () => {
  const { pullRequests, repositories } = createClients();
  const repository = (await repositories.getRepository(SLUG))!;
  const { name } = repository.mainBranch!;
  const hash = await repositories.getBranchHash(SLUG, name);
  await pullRequests.commitFile(SLUG, {
    branch: 'portal',
    parent: hash!,
    message: 'Add a file',
    path: 'message',
    content: 'kind: Component',
  });
  expect(
    await repositories.readFile(SLUG, { ref: 'portal', path: 'message' }),
  ).toBe('kind: Component');
  expect(
    await repositories.readFile(SLUG, { ref: name, path: 'message' }),
  ).toBeUndefined();
  expect(await pullRequests.listPullRequests(SLUG, 'portal')).toEqual([]);

  const wanted = {
    title: 'Add a file',
    description: 'Text',
    source: 'portal',
    destination: name,
  };
  const created = await pullRequests.createPullRequest(SLUG, wanted);
  expect(created).toEqual({
    id: expect.any(Number),
    state: 'OPEN',
    url: expect.stringContaining('/pull-requests/'),
  });
  expect(await pullRequests.createPullRequest(SLUG, wanted)).toEqual(created);
  expect(await pullRequests.listPullRequests(SLUG, 'portal')).toEqual([
    created,
  ]);
});

it('returns the default reviewers', async () => {
  const { pullRequests } = createClients(['pullrequest']);
  expect(await pullRequests.listDefaultReviewers('lock-firmware')).toEqual([
    {
      uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b03}',
      displayName: 'Aiko Tanaka',
    },
  ]);
});

it('returns the missing scope', async () => {
  const { pullRequests } = createClients(['repository']);
  await expect(
    pullRequests.commitFile(SLUG, {
      branch: 'portal',
      parent: 'abcdef0',
      message: 'Add a file',
      path: 'a',
      content: 'b',
    }),
  ).rejects.toMatchObject({
    status: 403,
    requiredScopes: ['repository:write'],
  });
});
