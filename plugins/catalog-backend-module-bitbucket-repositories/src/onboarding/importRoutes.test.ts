import {
  type BitbucketImportPullRequest,
  type BitbucketRepositoryAnalysis,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketCloudStub,
  type Repository,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type JsonObject } from '@backstage/types';
import { createPeople, group, user } from '../__testUtils__/createPeople';
import {
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from '../__testUtils__/startRepositories';
import { waitUntil } from '../__testUtils__/waitUntil';

const WRITE_TOKEN = 'the-token-that-writes';
const PEOPLE = [
  group('booking'),
  group('generated-sea', 'project'),
  user('tomas', { memberOf: ['booking'] }),
];

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

async function start(
  repositories: Repository[],
  options: { config?: JsonObject; root?: JsonObject } = {},
) {
  stub = await startStub(repositories);
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token: WRITE_TOKEN,
    scopes: ['repository:write', 'pullrequest:write'],
  });
  portal = await startRepositories({
    stub,
    config: options.config,
    features: [createPeople(PEOPLE)],
    root: {
      integrations: { bitbucketCloud: [{ token: WRITE_TOKEN }] },
      scaffolder: { bitbucketCloud: { workspaces: [WORKSPACE] } },
      ...options.root,
    },
  });
  await waitUntil(async () => (await portal.refs('User')).length > 0);
}

async function call<T>(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: T & { error?: { message: string } } }> {
  const response = await fetch(
    `${portal.catalogUrl}/bitbucket/import${path}`,
    {
      ...init,
      headers: {
        authorization: mockCredentials.user.header(),
        'content-type': 'application/json',
        ...init.headers,
      },
    },
  );
  return { status: response.status, body: await response.json() };
}

function analyze(slug: string) {
  const url = encodeURIComponent(`https://bitbucket.org/${WORKSPACE}/${slug}`);
  return call<BitbucketRepositoryAnalysis>(`?url=${url}`);
}

function post(slug: string, change: object = {}) {
  const content = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${slug}
spec:
  type: service
  lifecycle: production
  owner: booking
`;
  return call<BitbucketImportPullRequest>('/pull-requests', {
    method: 'POST',
    body: JSON.stringify({
      url: `https://bitbucket.org/${WORKSPACE}/${slug}`,
      content,
      title: 'Add catalog-info.yaml',
      description: 'Text',
      ...change,
    }),
  });
}

it('proposes an entity and its owner, and opens a pull request once', async () => {
  await start([
    repository(1, {
      files: { CODEOWNERS: '* tomas@acme.example' },
      description: 'Trams',
      language: 'C++',
    }),
  ]);
  const { status, body } = await analyze('repo-1');
  expect(body).toEqual({
    repository: 'generated/repo-1',
    url: 'https://bitbucket.org/generated/repo-1',
    branch: 'main',
    path: 'catalog-info.yaml',
    existingFiles: [],
    knownEntities: [],
    owners: [
      {
        ref: 'group:default/booking',
        source: 'CODEOWNERS',
        reason:
          'tomas belongs to this group, as the only one of the owners in CODEOWNERS.',
      },
      {
        ref: 'group:default/generated-sea',
        source: 'project',
        reason: 'The repository belongs to the project SEA.',
      },
    ],
    proposed: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'repo-1',
        description: 'Trams',
        annotations: { 'bitbucket.org/repo-slug': 'generated/repo-1' },
        tags: ['c++'],
      },
      spec: { type: 'other', lifecycle: 'unknown', owner: 'booking' },
    },
  });
  expect(status).toBe(200);

  const created = await post('repo-1');
  expect(created).toEqual({
    status: 201,
    body: {
      url: expect.stringContaining('/generated/repo-1/pull-requests/1'),
      fileUrl:
        'https://bitbucket.org/generated/repo-1/src/main/catalog-info.yaml',
      existed: false,
    },
  });
  const again = await post('repo-1', { title: 'Another title' });
  expect(again).toEqual({
    status: 200,
    body: { ...created.body, existed: true },
  });
  expect((await analyze('repo-1')).body.openPullRequest).toEqual(again.body);
});
