import { mockCredentials } from '@backstage/backend-test-utils';
import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  catalogFile,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from '../__testUtils__/startRepositories';

const TOKEN = 'the-token-that-writes';
const content = catalogFile('repo-1');

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

beforeEach(async () => {
  stub = await startStub([repository(1, { files: { README: 'text' } })]);
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token: TOKEN,
    scopes: ['repository:write', 'pullrequest:write'],
  });
  portal = await startRepositories({
    stub,
    root: {
      integrations: { bitbucketCloud: [{ token: TOKEN }] },
      scaffolder: { bitbucketCloud: { workspaces: [WORKSPACE] } },
    },
  });
});

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

async function post() {
  const response = await fetch(
    `${portal.baseUrl}/api/catalog/bitbucket/import/pull-requests`,
    {
      method: 'POST',
      headers: {
        authorization: mockCredentials.user.header(),
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        url: `https://bitbucket.org/${WORKSPACE}/repo-1`,
        content,
        title: 'Add catalog-info.yaml',
        description: 'Text',
      }),
    },
  );
  return { status: response.status, text: await response.text() };
}

const push = (files: Record<string, string | null>) =>
  stub.push(WORKSPACE, 'repo-1', { branch: 'backstage-integration', files });

it('uses a branch that only adds the same file', async () => {
  await push({ 'catalog-info.yaml': content });
  expect(await post()).toMatchObject({ status: 201 });
});

it.each<Record<string, string | null>>([
  { 'src/index.ts': 'code' },
  { README: null },
])('opens no pull request with other changes of a branch: %j', async others => {
  await push({ 'catalog-info.yaml': content, ...others });
  expect(await post()).toMatchObject({
    status: 409,
    text: expect.stringContaining('or other changes'),
  });
});

it('names the user who requested the pull request', async () => {
  await post();
  const response = await fetch(
    `${stub.apiUrl}/repositories/${WORKSPACE}/repo-1/pullrequests/1`,
    { headers: { authorization: `Bearer ${TOKEN}` } },
  );
  expect(await response.json()).toMatchObject({
    description:
      'Requested by user:default/mock in the developer portal.\n\nText',
  });
});
