import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type BitbucketCloudStub,
  type Repository,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import {
  catalogFile,
  registerConsumer,
  repository,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
  WORKSPACE_UUID,
} from './__testUtils__/startRepositories';
import { SeenRepositories } from './store/SeenRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => repository(index + 1));

async function start(repositories: Repository[], config?: JsonObject) {
  stub = await startStub(repositories);
  portal = await startRepositories({ stub, config });
}

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const error = () => portal.lines.findLast(line => line.startsWith('error:'));

it.each([
  [
    'the list is cut short',
    { path: '/2.0/repositories/*', nth: 2, status: 500 },
  ],
  [
    'a file cannot be read',
    { path: '/2.0/repositories/**/src/**', status: 500 },
  ],
])('keeps what it has read when %s, and resumes', async (_, fault) => {
  await start(many(120));
  await stub.faults.add({ ...fault, times: 10 });
  await portal.run().catch(() => {});
  expect(error()).toContain('the run failed, and removed nothing');
  stub.faults.clear();
  const line = await portal.run();
  expect(line).toContain('120 found');
  expect(line).toContain('0 removed');
});

it('skips a repository of the list that it cannot read, and keeps its entities', async () => {
  await start([repository(1), repository(2)], { shrinkGuard: { share: 1 } });
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  stub.faults.add({
    path: '/2.0/repositories/*',
    merge: {
      size: 2,
      values: [
        { uuid: uuidOf(2), name: 'Second', slug: 'repo-2' },
        {
          uuid: uuidOf(1),
          slug: 'repo-1',
          mainbranch: { name: 'main' },
          workspace: { slug: WORKSPACE, uuid: WORKSPACE_UUID },
        },
      ],
    },
  });
  stub.faults.add({ path: '/2.0/repositories/*/*', merge: { slug: '' } });
  expect(await portal.run()).toMatch(
    /1 found, 1 read, .* 1 invalid, .* 0 removed/,
  );
  expect(portal.lines).toContainEqual(
    expect.stringContaining(
      'cannot be read, so it stays as it is: Second (wrong or missing: workspace)',
    ),
  );
  stub.faults.clear();
  expect(await portal.run()).toContain('2 found');
  await portal.untilComponents('repo-1', 'repo-2');
});

it('removes nothing when the credentials are revoked', async () => {
  await start(many(3));
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2', 'repo-3');
  stub = await startStub([], stub);
  registerConsumer(stub, ['account']);
  await portal.run().catch(() => {});
  expect(error()).toMatch(/the scope or the role is missing/);
  await portal.untilComponents('repo-1', 'repo-2', 'repo-3');
});

it('holds back a list that lacks too many repositories', async () => {
  await start(many(12));
  await portal.run();
  stub = await startStub([], stub);
  expect(await portal.run()).toContain('0 removed, 12 held back');
  expect(error()).toContain(
    '12 of 12 catalog files are missing at Bitbucket. catalog.providers.bitbucketRepositories.main.shrinkGuard',
  );
  stub = await startStub(many(12), stub);
  expect(await portal.run()).toContain('0 removed, 0 held back');
});

it('does not mix up two repositories that exchange their names', async () => {
  await start([repository(1), repository(2)]);
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  const files = (name: string) => ({ 'catalog-info.yaml': catalogFile(name) });
  stub = await startStub(
    [
      repository(1, { slug: 'repo-2', files: files('repo-1') }),
      repository(2, { slug: 'repo-1', files: files('repo-2') }),
    ],
    stub,
  );
  await portal.run();
  const locationOf = async (name: string) =>
    (await portal.read(`component/default/${name}`))?.metadata.annotations?.[
      'backstage.io/managed-by-location'
    ];
  const urlOf = (slug: string) =>
    `url:https://bitbucket.org/${WORKSPACE}/${slug}/src/main/catalog-info.yaml`;
  const both = async () => [
    await locationOf('repo-1'),
    await locationOf('repo-2'),
  ];
  const exchanged = [urlOf('repo-2'), urlOf('repo-1')];
  await waitUntil(async () => (await both()).join() === exchanged.join());
  expect(await both()).toEqual(exchanged);
});

it('keeps the first of two files that define the same entity, and reports the other', async () => {
  await start([repository(1)]);
  await portal.run();
  await portal.untilComponents('repo-1');
  const files = { 'catalog-info.yaml': catalogFile('repo-1', 'another') };
  stub = await startStub([repository(1), repository(2, { files })], stub);
  await portal.run();
  await portal.untilComponents('another', 'repo-1');
  await waitUntil(() =>
    portal.lines.some(line => line.includes('belongs to another')),
  );
  expect(
    portal.lines.find(line => line.includes('belongs to another')),
  ).toMatch(/repo-2\/src\/main\/catalog-info\.yaml: component:default\/repo-1/);
});

it('removes what a run sent before it failed, if the repository disappears before the next run', async () => {
  const knex = await databases.init('SQLITE_3');
  stub = await startStub(many(2));
  portal = await startRepositories({ stub, knex });
  const save = jest
    .spyOn(SeenRepositories.prototype, 'save')
    .mockRejectedValueOnce(new Error('The database is gone.'));
  await portal.run().catch(() => {});
  save.mockRestore();
  await portal.untilComponents('repo-1', 'repo-2');
  stub = await startStub(many(1), stub);
  expect(await portal.run()).toContain('1 removed');
  await portal.untilComponents('repo-1');
});
