import {
  type BitbucketCloudStub,
  type Repository,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import {
  callsOf,
  catalogFile,
  repository,
  sendEvent,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

let stub: BitbucketCloudStub;
/** The commit of the last push. */
let last: string | undefined;
let portal: Awaited<ReturnType<typeof startRepositories>>;

async function start(repositories: Repository[], config?: JsonObject) {
  stub = await startStub(repositories);
  portal = await startRepositories({ stub, config });
  await portal.run();
}

afterEach(async () => {
  last = undefined;
  await portal.backend.stop();
  await stub.close();
});

/**
 * Publishes an event as the module for webhooks does.
 *
 * @returns the number of calls that it caused
 */
async function send(key: string, number: number, payload: JsonObject = {}) {
  const before = callsOf(stub);
  await sendEvent(portal, key, number, payload);
  return callsOf(stub) - before;
}

async function push(number: number, branch: string, text: string | null) {
  const { commit } = await stub.push(WORKSPACE, `repo-${number}`, {
    branch,
    files: { 'catalog-info.yaml': text },
  });
  const branchAt = (hash: string) => ({
    type: 'branch',
    name: branch,
    target: { hash },
  });
  const change = { new: branchAt(commit), old: last ? branchAt(last) : null };
  last = commit;
  return send('repo:push', number, { push: { changes: [change] } });
}

it('reads the catalog file after a push to the main branch, with one call', async () => {
  await start([repository(1), repository(2)]);
  await portal.untilComponents('repo-1', 'repo-2');
  expect(await push(1, 'main', catalogFile('changed'))).toBe(1);
  await portal.untilComponents('changed', 'repo-2');
  // The commit and the file again: a single 404 removes nothing.
  expect(await push(1, 'main', null)).toBe(3);
  await portal.untilComponents('repo-2');
});

it.each([
  ['the file', '/2.0/repositories/*/*/src/**', 1],
  ['the commit', '/2.0/repositories/*/*/**', 10],
])(
  'keeps the file of a push while Bitbucket does not find %s yet',
  async (_, path, times) => {
    await start([repository(1), repository(2)], { shrinkGuard: { share: 1 } });
    await portal.untilComponents('repo-1', 'repo-2');
    const { id } = stub.faults.add({ path, status: 404, times });
    await push(1, 'main', catalogFile('changed'));
    await portal.untilComponents('repo-1', 'repo-2');
    stub.faults.remove(id);
    expect(await portal.run()).toContain('1 read, 1 unchanged');
    await portal.untilComponents('changed', 'repo-2');
  },
);

it('reads a new file again in the next run that Bitbucket did not find after the push', async () => {
  await start([repository(1, { files: { 'README.md': '' } })]);
  const path = '/2.0/repositories/*/*/src/**';
  const { id } = stub.faults.add({ path, status: 404 });
  await push(1, 'main', catalogFile('late'));
  stub.faults.remove(id);
  await portal.run();
  await portal.untilComponents('late');
});

it('ignores a push to another branch, without a call', async () => {
  await start([repository(1)]);
  expect(await push(1, 'feature', catalogFile('changed'))).toBe(0);
});

it('adds a repository that was created', async () => {
  await start([repository(1)]);
  stub = await startStub([repository(1), repository(2)], stub);
  expect(await send('repo:created', 2)).toBe(2);
  await portal.untilComponents('repo-1', 'repo-2');
});

it('follows a renamed repository', async () => {
  await start([repository(1)]);
  await portal.untilComponents('repo-1');
  const files = { 'catalog-info.yaml': catalogFile('repo-1') };
  stub = await startStub([repository(1, { slug: 'renamed', files })], stub);
  await send('repo:updated', 1);
  let component = await portal.read('component/default/repo-1');
  while (!JSON.stringify(component ?? '').includes('/renamed/')) {
    component = await portal.read('component/default/repo-1');
  }
  expect(await portal.refs('Location')).toHaveLength(1);
});

it('removes a deleted repository after Bitbucket confirmed it', async () => {
  await start([repository(1), repository(2)]);
  await portal.untilComponents('repo-1', 'repo-2');
  expect(await send('repo:deleted', 2)).toBe(1);
  await portal.untilComponents('repo-1', 'repo-2');
  stub = await startStub([repository(1)], stub);
  expect(await send('repo:deleted', 2)).toBe(1);
  await portal.untilComponents('repo-1');
});

it('ignores other workspaces and excluded repositories, without a call', async () => {
  await start([repository(1), repository(2, { project: 'LAND' })], {
    filters: { include: { projects: ['SEA'] } },
  });
  const other = { workspace: { slug: 'other', uuid: uuidOf(800) } };
  const land = { project: { key: 'LAND', uuid: uuidOf(902) } };
  expect([
    await send('repo:updated', 3, { repository: other }),
    await send('repo:updated', 2, { repository: land }),
    await send('pullrequest:created', 1),
    await send('repo:updated', 1, { repository: { uuid: 'not-a-uuid' } }),
  ]).toEqual([0, 0, 0, 0]);
});

it('keeps repositories that events update while a run lists others', async () => {
  await start(
    Array.from({ length: 130 }, (_, index) => repository(index + 1)),
    { shrinkGuard: { share: 1 } },
  );
  stub.faults.add({ path: '/2.0/repositories/*', nth: 2, latency: 4000 });
  const before = callsOf(stub);
  const run = portal.run();
  await waitUntil(() => callsOf(stub) > before);
  // The run has listed 100 repositories, and waits for the others.
  for (let number = 1; number <= 25; number += 1) {
    await send('repo:updated', number);
  }
  expect(await run).toContain('0 removed, 0 held back');
});

it('keeps a file that an event adds again after the run has missed it', async () => {
  await start(
    Array.from({ length: 101 }, (_, index) => repository(index + 1)),
    { shrinkGuard: { share: 1 } },
  );
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, 'repo-1', {
    files: { 'catalog-info.yaml': null },
  });
  stub.faults.add({ path: '/2.0/repositories/*', nth: 2, latency: 3000 });
  const before = callsOf(stub);
  const run = portal.run();
  // The list, and the file
  await waitUntil(() => callsOf(stub) >= before + 2);
  await push(1, 'main', catalogFile('repo-1'));
  expect(await run).toContain('0 removed');
  expect(await portal.run()).toMatch(/0 added, 0 changed, 0 removed/);
});
