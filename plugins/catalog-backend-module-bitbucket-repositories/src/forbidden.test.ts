import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  catalogFile,
  repository,
  sendEvent,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const others = [2, 3, 4].map(number => repository(number));
const names = ['repo-2', 'repo-3', 'repo-4'];

/** Private, and no longer in the list. */
const hide = (merge = {}) =>
  stub.faults.add({
    path: `/2.0/repositories/${WORKSPACE}/${uuidOf(1)}`,
    status: 403,
    ...merge,
  });

async function start() {
  stub = await startStub([repository(1), ...others]);
  portal = await startRepositories({ stub });
  await portal.run();
  await portal.untilComponents('repo-1', ...names);
}

it('removes a repository to which the credentials lost their access', async () => {
  await start();
  stub = await startStub([...others, repository(5)], stub);
  hide();
  expect(await portal.run()).toMatch(/4 found, .* 1 added, .* 1 removed/);
  await portal.untilComponents(...names, 'repo-5');
});

it('removes a repository that was transferred to a workspace without access', async () => {
  await start();
  stub = await startStub(others, stub);
  hide();
  await sendEvent(portal, 'repo:transfer', 1);
  await portal.untilComponents(...names);
});

it('reads the next repository with its name', async () => {
  await start();
  const files = { 'catalog-info.yaml': catalogFile('other') };
  stub = await startStub(
    [repository(9, { slug: 'repo-1', files }), ...others],
    stub,
  );
  hide();
  expect(await portal.run()).toContain('1 removed');
  expect(await portal.run()).toContain('1 added');
  await portal.untilComponents('other', ...names);
});

it('removes nothing if a proxy responds with 403', async () => {
  await start();
  stub = await startStub(others, stub);
  hide({ html: true });
  await portal.run().catch(() => {});
  expect(portal.lines.at(-1)).toContain('the run failed, and removed nothing');
  await portal.untilComponents('repo-1', ...names);
});
