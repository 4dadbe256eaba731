import { group, projectGroup, user } from '../__testUtils__/createPeople';
import { newFile, startImport } from '../__testUtils__/startImport';
import {
  catalogFile,
  repository,
  uuidOf,
  WORKSPACE,
} from '../__testUtils__/startRepositories';

const PEOPLE = [
  group('booking'),
  group('fleet'),
  group('everyone', 'workspace'),
  projectGroup('generated-sea-00000901', `${WORKSPACE}/SEA`),
  user('tomas', { memberOf: ['booking', 'everyone'] }),
  user('aiko', { memberOf: ['fleet', 'everyone'] }),
];

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

it('proposes an entity and its owner, and opens a pull request once', async () => {
  portal = await startImport({
    people: PEOPLE,
    repositories: [
      repository(1, {
        files: { CODEOWNERS: '* tomas@acme.example' },
        description: 'Trams',
        language: 'C++',
      }),
    ],
  });
  const { status, body } = await portal.analyze('repo-1');
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
        ref: 'group:default/generated-sea-00000901',
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

  const created = await portal.post('repo-1');
  expect(created).toMatchObject({
    status: 201,
    body: {
      url: expect.stringContaining('/generated/repo-1/pull-requests/1'),
      fileUrl:
        'https://bitbucket.org/generated/repo-1/src/main/catalog-info.yaml',
      existed: false,
    },
  });
  const again = await portal.post('repo-1', { title: 'Another title' });
  expect(again).toMatchObject({
    status: 200,
    body: { ...created.body, existed: true },
  });
  expect((await portal.analyze('repo-1')).body.openPullRequest).toEqual(
    again.body,
  );
});

it('does not believe an entity of another repository that names this one', async () => {
  const foreign = catalogFile('foreign').replace(
    '  name: foreign\n',
    `  name: foreign
  annotations:
    bitbucket.org/repo-slug: ${WORKSPACE}/repo-1
    bitbucket.org/repo-uuid: '${uuidOf(1)}'
`,
  );
  portal = await startImport({
    repositories: [
      repository(1, { files: { a: 'b' } }),
      repository(2, { files: { 'catalog-info.yaml': foreign } }),
    ],
  });
  await portal.portal.run();
  await portal.portal.untilComponents('foreign');
  const { body } = await portal.analyze('repo-1');
  expect(body).toMatchObject({
    knownEntities: [],
    proposed: { metadata: { name: 'repo-1' } },
  });
  const { status, text } = await portal.post('repo-1', {
    content: newFile('foreign'),
  });
  expect(status).toBe(409);
  expect(text).toContain('component:default/foreign from another source');
});

it('finds a file that exists, and what the catalog contains of it', async () => {
  portal = await startImport({ repositories: [repository(1)] });
  const before = await portal.analyze('repo-1');
  expect(before.body).toMatchObject({
    existingFiles: [
      {
        url: `https://bitbucket.org/${WORKSPACE}/repo-1/src/main/catalog-info.yaml`,
        isRegistered: false,
        entities: [{ kind: 'Component', metadata: { name: 'repo-1' } }],
      },
    ],
    knownEntities: [],
  });
  await portal.portal.run();
  await portal.portal.untilComponents('repo-1');
  const after = await portal.analyze('repo-1');
  expect(after.body).toMatchObject({
    existingFiles: [{ isRegistered: true }],
    knownEntities: ['component:default/repo-1'],
  });
  expect(after.body.proposed).toBeUndefined();
});

it('keeps the name of the Component of a repository without a file', async () => {
  portal = await startImport({
    repositories: [repository(1, { files: { a: 'b' } })],
    config: { withoutFile: { create: 'component', owner: 'platform' } },
  });
  await portal.portal.run();
  await portal.portal.untilComponents('repo-1');
  const { body } = await portal.analyze('repo-1');
  expect(body).toMatchObject({
    knownEntities: ['component:default/repo-1'],
    proposed: { metadata: { name: 'repo-1' }, spec: { owner: 'platform' } },
    owners: [{ ref: 'group:default/platform', source: 'configuration' }],
  });
  expect((await portal.post('repo-1')).status).toBe(201);
});

it('proposes another name if another repository has it', async () => {
  portal = await startImport({
    repositories: [
      repository(1, { files: { 'catalog-info.yaml': catalogFile('repo-2') } }),
      repository(2, { files: { a: 'b' } }),
    ],
  });
  await portal.portal.run();
  await portal.portal.untilComponents('repo-2');
  const { body } = await portal.analyze('repo-2');
  expect(body.proposed).toMatchObject({
    metadata: { name: 'repo-2-00000000' },
  });
  const { status, text } = await portal.post('repo-2');
  expect(status).toBe(409);
  expect(text).toContain('already contains component:default/repo-2');
});

it('uses a branch that remained without a pull request if it has the same file', async () => {
  portal = await startImport({
    repositories: [1, 2].map(each => repository(each, { files: { a: 'b' } })),
  });
  for (const slug of ['repo-1', 'repo-2']) {
    await portal.stub.push(WORKSPACE, slug, {
      branch: 'backstage-integration',
      files: { 'catalog-info.yaml': newFile('repo-1') },
    });
  }
  expect((await portal.post('repo-1')).status).toBe(201);
  const { status, text } = await portal.post('repo-2');
  expect(status).toBe(409);
  expect(text).toContain('has a branch backstage-integration without an open');
});

it('lists the repositories without a file that a user probably owns, without a call', async () => {
  portal = await startImport({
    people: PEOPLE,
    repositories: [
      repository(1, { files: { a: 'b' } }),
      repository(2),
      repository(3, { files: { a: 'b' }, project: 'LAND' }),
    ],
    config: {
      withoutFile: {
        rules: [{ projects: ['SEA'], owner: 'user:default/mock' }],
      },
    },
  });
  await portal.portal.run();
  const calls = portal.stub.journal.entries({}).length;
  const { body } = await portal.candidates();
  expect(body.items).toEqual([
    {
      repository: 'generated/repo-1',
      url: 'https://bitbucket.org/generated/repo-1',
      owner: 'user:default/mock',
    },
  ]);
  expect(portal.stub.journal.entries({})).toHaveLength(calls);
});
