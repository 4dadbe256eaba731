import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { databases, type TestDatabase } from './__testUtils__/databases';
import {
  catalogFile,
  renameRepository,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const fileOf = (content: string, path = 'catalog-info.yaml') => ({
  files: { [path]: content },
});

describe.each(databases)('with $name', ({ open }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('reports files that a database cannot store, and reads the others', async () => {
    const folders = Array.from({ length: 9 }, () => 'a'.repeat(50)).join('/');
    stub = await startStub([
      repository(1, fileOf('name: \0')),
      repository(
        2,
        fileOf(catalogFile('deep'), `${folders}/catalog-info.yaml`),
      ),
      repository(3, fileOf('')),
      repository(
        4,
        fileOf(`\uFEFF${catalogFile('repo-4').replaceAll('\n', '\r\n')}`),
      ),
      repository(5, { description: 'a\0b' }),
      repository(6, fileOf('x'.repeat(1_000_001))),
      repository(7),
    ]);
    portal = await startRepositories({
      stub,
      knex: database.knex,
      config: { catalogPath: ['catalog-info.yaml', '**/catalog-info.yaml'] },
    });
    expect(await portal.run()).toContain('3 invalid');
    await portal.untilComponents('repo-4', 'repo-5', 'repo-7');
    const lines = portal.lines
      .filter(line => line.includes('could not be read'))
      .sort();
    expect(lines).toEqual([
      expect.stringMatching(/repo-1 .*catalog-info.yaml contains a NUL/),
      expect.stringMatching(/repo-2 .*has more than 400 characters/),
      expect.stringMatching(/repo-6 .*has more than 1000000 characters/),
    ]);
  });
});

it('reads the other repositories if Bitbucket always fails for one', async () => {
  stub = await startStub([repository(1), repository(2), repository(3)]);
  portal = await startRepositories({ stub });
  const path = '/2.0/repositories/*/*000000000001*/src/**';
  stub.faults.add({ path, status: 500 });
  expect(await portal.run()).toContain('1 invalid, 2 added');
  await portal.untilComponents('repo-2', 'repo-3');
  stub.faults.clear();
  expect(await portal.run()).toContain('1 read, 2 unchanged');
  await portal.untilComponents('repo-1', 'repo-2', 'repo-3');
});

it('reads the other repositories if one has too many files to list', async () => {
  const files = Array.from({ length: 5_001 }, (_, index) => [`${index}`, '']);
  stub = await startStub([
    repository(1, { files: Object.fromEntries(files) }),
    repository(2),
  ]);
  portal = await startRepositories({
    stub,
    config: { catalogPath: '*.yaml' },
  });
  expect(await portal.run()).toContain('1 invalid, 1 added');
  await portal.untilComponents('repo-2');
  expect(
    portal.lines.find(line => line.includes('could not be read')),
  ).toContain('has more than 50 pages');
  const lists = stub.journal
    .toText()
    .split('\n')
    .filter(line => line.includes('max_depth=') && line.includes('000001'));
  expect(lists).toHaveLength(50);
});

it('keeps the entities of a renamed repository whose file cannot be read', async () => {
  stub = await startStub([repository(1)]);
  portal = await startRepositories({ stub });
  await portal.run();
  await portal.untilComponents('repo-1');
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', fileOf(catalogFile('changed')));
  await renameRepository(stub, 'repo-1', 'renamed');
  stub.faults.add({ path: '/2.0/repositories/*/*/src/**', status: 403 });
  expect(await portal.run()).toContain('1 invalid');
  let component = await portal.read('component/default/repo-1');
  while (!JSON.stringify(component ?? '').includes('/renamed/')) {
    component = await portal.read('component/default/repo-1');
  }
});
