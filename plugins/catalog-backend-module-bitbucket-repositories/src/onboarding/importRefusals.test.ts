import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  newFile,
  startImport,
  WRITE_TOKEN,
} from '../__testUtils__/startImport';
import {
  catalogFile,
  repository,
  WORKSPACE,
} from '../__testUtils__/startRepositories';

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

const EMPTY = { files: { a: 'b' } };

it('does not reveal which other repositories exist', async () => {
  portal = await startImport({
    repositories: [repository(1, EMPTY), repository(2, { slug: 'secret' })],
    config: { filters: { exclude: { repositories: ['secret'] } } },
  });
  const sentence = (name: string) =>
    `This portal does not read the repository ${name}. Check the address for typing errors. If it is correct, ask an administrator of the portal to include the repository.`;
  for (const slug of ['secret', 'missing']) {
    const { body, status } = await portal.analyze(slug);
    expect(status).toBe(404);
    expect(body.error?.message).toBe(sentence(`${WORKSPACE}/${slug}`));
    expect((await portal.post(slug)).body.error?.message).toBe(
      sentence(`${WORKSPACE}/${slug}`),
    );
  }
  const calls = portal.stub.journal.entries({}).length;
  const other = await portal.analyze('https://bitbucket.org/other/repo-1');
  expect(other.body.error?.message).toBe(sentence('other/repo-1'));
  expect(portal.stub.journal.entries({})).toHaveLength(calls);
});

it('does not reveal a private repository without access', async () => {
  portal = await startImport({ repositories: [repository(1, EMPTY)] });
  portal.stub.faults.add({
    path: `/2.0/repositories/${WORKSPACE}/repo-1`,
    status: 403,
  });
  const { body, status } = await portal.analyze('repo-1');
  expect(status).toBe(404);
  expect(body.error?.message).toContain('This portal does not read');
});

it('requires a signed-in user', async () => {
  portal = await startImport({ repositories: [repository(1, EMPTY)] });
  const visitor = { headers: { authorization: mockCredentials.none.header() } };
  expect((await portal.analyze('repo-1', visitor)).status).toBe(401);
  const service = {
    headers: { authorization: mockCredentials.service.header() },
  };
  expect((await portal.analyze('repo-1', service)).status).toBe(403);
});

it('requires the permissions of the import of Backstage', async () => {
  portal = await startImport({
    repositories: [repository(1, EMPTY)],
    features: [
      mockServices.permissions.factory({ result: AuthorizeResult.DENY }),
    ],
  });
  const { status, text } = await portal.analyze('repo-1');
  expect(status).toBe(403);
  expect(text).toContain('catalog.location.analyze');
  expect((await portal.post('repo-1')).status).toBe(403);
  expect((await portal.candidates()).status).toBe(403);
});

it.each([
  [
    { integrations: { bitbucketCloud: [] } },
    'it has no credentials for Bitbucket under integrations.bitbucketCloud',
  ],
  [
    { scaffolder: { bitbucketCloud: { workspaces: ['another'] } } },
    'scaffolder.bitbucketCloud.workspaces does not list it',
  ],
])('writes nothing with %j', async (root, reason) => {
  portal = await startImport({ repositories: [repository(1, EMPTY)], root });
  const { body } = await portal.analyze('repo-1');
  expect(body.pullRequestProblem).toContain(reason);
  const { status, text } = await portal.post('repo-1');
  expect(status).toBe(403);
  expect(text).toContain(reason);
});

it.each([
  [{ content: 'a: b' }, 400, 'without kind or metadata.name'],
  [{ content: '' }, 400, 'contains no entity'],
  [{ content: 'a: [' }, 400, 'is not valid YAML'],
  [{ content: 'a: &a {b: c}\nd: *a\n' }, 400, 'is not valid YAML'],
  [{ content: `${'['.repeat(2000)}${']'.repeat(2000)}` }, 400, 'valid YAML'],
  [{ content: 'x'.repeat(70_000) }, 400, 'more than 65536'],
  [{ content: newFile('a', 'Template') }, 400, 'accept the kind Template'],
  [{ content: newFile('a', 'User') }, 400, 'Use one of: component, api'],
  [{ content: newFile('not valid') }, 400, 'is not valid'],
  [{ title: ' ' }, 400, 'title'],
  [{ url: 1 }, 400, 'url'],
])('rejects %j', async (change, expected, reason) => {
  portal = await startImport({ repositories: [repository(1, EMPTY)] });
  const { status, text } = await portal.post('repo-1', change);
  expect(text).toContain(reason);
  expect(status).toBe(expected);
});

it('reports a file that was added in the meantime, and an empty repository', async () => {
  portal = await startImport({
    repositories: [
      repository(1, { files: { 'catalog-info.yaml': catalogFile('x') } }),
      repository(2, { files: undefined }),
    ],
  });
  const { status, text } = await portal.post('repo-1');
  expect(status).toBe(409);
  expect(text).toContain('contains catalog-info.yaml now');
  expect((await portal.analyze('repo-2')).text).toContain('is empty');
});

it('explains errors of Bitbucket, without secrets', async () => {
  portal = await startImport({ repositories: [repository(1, EMPTY)] });
  portal.stub.registerAccessToken({
    workspace: WORKSPACE,
    token: WRITE_TOKEN,
    scopes: ['pullrequest'],
  });
  const { status, text } = await portal.post('repo-1');
  expect(status).toBe(503);
  expect(text).toContain('they lack the scopes repository:write');
  expect(text).not.toContain(WRITE_TOKEN);
  expect(portal.portal.lines.join()).not.toContain(WRITE_TOKEN);
});

it('does not wait when the calls of the provider are used up', async () => {
  portal = await startImport({
    repositories: [repository(1, EMPTY)],
    config: { rateLimit: { callsPerHour: 1 } },
  });
  const { status, text } = await portal.analyze('repo-1');
  expect(status).toBe(503);
  expect(text).toMatch(/used up the requests .* Try again in \d+ minutes/);
});
