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
  expect(await pullRequests.listOfBranch(repository.uuid, 'portal')).toEqual(
    [],
  );

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
  expect(await pullRequests.listOfBranch(repository.uuid, 'portal')).toEqual([
    created,
  ]);
});

it('does not return a pull request from a fork', async () => {
  const { pullRequests, repositories } = createClients();
  const { mainBranch, uuid } = (await repositories.getRepository(SLUG))!;
  const send = async (path: string, body: object) => {
    const response = await fetch(
      `${stub.apiUrl}/repositories/harbour-bikes/${SLUG}/${path}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      },
    );
    return { status: response.status, text: await response.text() };
  };
  expect(
    await send('forks', {
      name: 'my-fork',
      workspace: { slug: 'harbour-bikes' },
      project: { key: 'PAY' },
    }),
  ).toMatchObject({ status: 201 });
  await stub.push('harbour-bikes', 'my-fork', {
    branch: 'portal',
    files: { message: 'kind: Component' },
  });
  expect(
    await send('pullrequests', {
      title: 'Add a file',
      source: {
        branch: { name: 'portal' },
        repository: { full_name: 'harbour-bikes/my-fork' },
      },
      destination: { branch: { name: mainBranch!.name } },
    }),
  ).toMatchObject({ status: 201 });
  expect(await pullRequests.listOfBranch(uuid, 'portal')).toEqual([]);
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
