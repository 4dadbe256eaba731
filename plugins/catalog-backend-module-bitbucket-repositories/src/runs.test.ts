import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  callsOf,
  catalogFile,
  repository,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

async function start(
  repositories: Parameters<typeof startStub>[0],
  config?: Parameters<typeof startRepositories>[0]['config'],
) {
  stub = await startStub(repositories);
  portal = await startRepositories({ stub, config });
}

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

it('brings every catalog file into the catalog', async () => {
  await start([repository(1), repository(2), repository(3, { files: {} })]);
  expect(await portal.run()).toMatch(
    /^info: Bitbucket repositories main: 3 found, 3 read, 0 unchanged, 1 without a file, 0 invalid, 2 added, 0 changed, 0 removed, 0 held back, 4 calls, /,
  );
  await portal.untilComponents('repo-1', 'repo-2');
  const component = await portal.read('component/default/repo-1');
  expect(component?.metadata.annotations).toMatchObject({
    'bitbucket.org/repo-slug': `${WORKSPACE}/repo-1`,
    'bitbucket.org/repo-uuid': uuidOf(1),
    'backstage.io/managed-by-location': `url:https://bitbucket.org/${WORKSPACE}/repo-1/src/main/catalog-info.yaml`,
  });
});

it('reads only repositories that changed, and nothing in the catalog changes otherwise', async () => {
  await start([repository(1), repository(2)]);
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');

  const before = callsOf(stub);
  expect(await portal.run()).toContain('0 read, 2 unchanged');
  expect(callsOf(stub) - before).toBe(1);

  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': catalogFile('repo-1', 'one-more') },
  });
  expect(await portal.run()).toContain('1 read, 1 unchanged');
  await portal.untilComponents('one-more', 'repo-1', 'repo-2');
});

it('removes the entities of a deleted file', async () => {
  await start([repository(1), repository(2)]);
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': null },
  });
  expect(await portal.run()).toContain('1 removed');
  await portal.untilComponents('repo-2');
});

it('keeps the last good entities of a file that becomes invalid, and reports it', async () => {
  await start([repository(1)]);
  await portal.run();
  await portal.untilComponents('repo-1');
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': 'apiVersion: [\nkind: }' },
  });
  await portal.run();
  await waitUntil(() => portal.lines.some(line => line.includes('cannot use')));
  expect(portal.lines.find(line => line.includes('cannot use'))).toMatch(
    /repo-1\/src\/main\/catalog-info.yaml: .*line \d/,
  );
  expect(await portal.run()).toContain('1 invalid');
  await portal.untilComponents('repo-1');
});

it('sends a Location again that the catalog no longer contains', async () => {
  await start([repository(1), repository(2)]);
  await portal.run();
  await portal.untilComponents('repo-1', 'repo-2');
  await portal.remove('repo-1');
  await portal.untilComponents('repo-2');
  expect(await portal.run()).toContain('2 unchanged');
  await portal.untilComponents('repo-1', 'repo-2');
});
