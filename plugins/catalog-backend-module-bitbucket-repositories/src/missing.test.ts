import { TestDatabases } from '@backstage/backend-test-utils';
import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  catalogFile,
  repository,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { StoredFiles } from './store/StoredFiles';
import { waitUntil } from './__testUtils__/waitUntil';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const withoutFile = { create: 'component', owner: 'platform' };

it('sends an entity again that an administrator deleted', async () => {
  const knex = await databases.init('SQLITE_3');
  stub = await startStub([repository(1)]);
  portal = await startRepositories({ stub, knex });
  await portal.run();
  await portal.untilComponents('repo-1');
  const rows = knex('refresh_state').where('entity_ref', 'like', 'location:%');
  await rows.delete();
  expect(await portal.run()).toContain('1 changed');
  await portal.untilComponents('repo-1');
  expect(await portal.run()).toContain('0 changed');
});

it('moves a repository between two providers of a workspace, in either order', async () => {
  const project = (key: string) => ({
    filters: { include: { projects: [key] } },
  });
  stub = await startStub([repository(1), repository(2)]);
  portal = await startRepositories({
    stub,
    config: project('SEA'),
    second: project('LAND'),
  });
  await portal.run();
  await portal.run('second');
  await portal.untilComponents('repo-1', 'repo-2');
  stub = await startStub(
    [repository(1, { project: 'LAND' }), repository(2)],
    stub,
  );
  // The first provider still has the Location.
  await portal.run('second');
  await portal.run();
  expect(await portal.run('second')).toContain('1 changed');
  await portal.untilComponents('repo-1', 'repo-2');
});

it('sends all entities again if the provider was not configured for a while', async () => {
  const knex = await databases.init('SQLITE_3');
  stub = await startStub([repository(1), repository(2, { files: {} })]);
  portal = await startRepositories({ stub, knex, config: { withoutFile } });
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  await portal.backend.stop();
  portal = await startRepositories({ stub, knex, isWithoutProvider: true });
  await portal.untilComponents();
  await portal.backend.stop();
  portal = await startRepositories({ stub, knex, config: { withoutFile } });
  expect(await portal.run()).toContain('2 changed');
  await portal.untilComponents('repo-1', 'repo-2');
});

it('does not read the files of a provider that is no longer configured', async () => {
  const knex = await databases.init('SQLITE_3');
  stub = await startStub([repository(1)]);
  portal = await startRepositories({ stub, knex, second: {} });
  await portal.run('second');
  const files = new StoredFiles(knex, ['second']);
  const target = `https://bitbucket.org/${WORKSPACE}/repo-1/src/main/catalog-info.yaml`;
  expect(await files.find(target)).toMatchObject({ uuid: uuidOf(1) });
  expect(await new StoredFiles(knex, ['main']).find(target)).toBeUndefined();
  expect(await new StoredFiles(knex, ['main']).read(target)).toBeUndefined();
});

it('gives repositories without a file whose names collide different Components', async () => {
  stub = await startStub([
    repository(1, { slug: 'a--b', files: {} }),
    repository(2, { slug: 'a-b', files: {} }),
  ]);
  portal = await startRepositories({ stub, config: { withoutFile } });
  await portal.run();
  await portal.untilComponents('a-b', 'a-b-00000000');
  expect(await portal.run()).toContain('0 changed');
});

it('creates the Component of a repository after another file has given up its name', async () => {
  const files = { 'catalog-info.yaml': catalogFile('repo-1', 'repo-2') };
  stub = await startStub([repository(1, { files })]);
  portal = await startRepositories({ stub, config: { withoutFile } });
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  stub = await startStub(
    [repository(1, { files }), repository(2, { files: {} })],
    stub,
  );
  await portal.run();
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': catalogFile('repo-1') },
  });
  const readSpec = async () =>
    (await portal.read('component/default/repo-2'))?.spec;
  await waitUntil(async () => {
    await portal.scheduler.triggerTask('catalog_orphan_cleanup');
    await portal.run();
    return (await readSpec())?.type === 'repository';
  });
  expect((await readSpec())?.owner).toBe('group:default/platform');
});
