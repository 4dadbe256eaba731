import { TestDatabases } from '@backstage/backend-test-utils';
import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type Knex } from 'knex';
import {
  catalogFile,
  renameRepository,
  repository,
  sendEvent,
  startRepositories,
  startStub,
  uuidOf,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => repository(index + 1));

async function push(number: number, text: string) {
  const { commit } = await stub.push(WORKSPACE, `repo-${number}`, {
    files: { 'catalog-info.yaml': text },
  });
  return commit;
}

function sendPush(number: number, hash: string, previous?: string) {
  const branchAt = (at: string) => ({
    type: 'branch',
    name: 'main',
    target: { hash: at },
  });
  return sendEvent(portal, 'repo:push', number, {
    push: {
      changes: [
        { new: branchAt(hash), old: previous ? branchAt(previous) : null },
      ],
    },
  });
}

/** Starts a run whose request number `nth` with this path waits until `work` ends. */
async function during(
  fault: { path: string; nth: number; times?: number },
  work: () => Promise<void>,
) {
  const { id } = stub.faults.add({ ...fault, latency: 4000 });
  const running = portal.run();
  await waitUntil(
    () => stub.faults.list().find(each => each.id === id)!.hits > 0,
  );
  await work();
  return running;
}

it('keeps repositories of which events arrive during the run', async () => {
  stub = await startStub(many(101));
  portal = await startRepositories({ stub });
  await portal.run();
  const line = await during(
    { path: '/2.0/repositories/*', nth: 2 },
    async () => {
      for (let number = 1; number <= 22; number++) {
        await sendPush(
          number,
          await push(number, catalogFile(`new-${number}`)),
        );
      }
    },
  );
  expect(line).toContain('0 removed');
});

/** Starts with repositories. `contentOf` returns the stored content of a catalog file. */
async function startWithContents(count: number) {
  const knex = await databases.init('SQLITE_3');
  stub = await startStub(many(count));
  portal = await startRepositories({ stub, knex });
  await portal.run();
  const contentOf = async (number: number): Promise<string> => {
    const { content } = await knex('bitbucket_repositories_files')
      .where({ uuid: uuidOf(number) })
      .first();
    return content;
  };
  return { knex, contentOf };
}

async function locationOf(knex: Knex): Promise<string> {
  const rows = await knex('refresh_state')
    .where('entity_ref', 'like', 'location:%')
    .pluck('unprocessed_entity');
  expect(rows).toHaveLength(1);
  return rows[0];
}

it('does not replace a newer file by an older one that a run reads later', async () => {
  const { contentOf } = await startWithContents(9);
  stub.clock.advance(60_000);
  for (let number = 1; number <= 9; number++) {
    await push(number, catalogFile('second'));
  }
  await during(
    { path: '/2.0/repositories/*/*/src/**', nth: 1, times: 8 },
    async () => {
      await sendPush(9, await push(9, catalogFile('third')));
    },
  );
  expect(await contentOf(9)).toBe(catalogFile('third'));
});

it('does not return to an old file after a late event', async () => {
  const { contentOf } = await startWithContents(1);
  const first = await push(1, catalogFile('first'));
  const second = await push(1, catalogFile('second'));
  const third = await push(1, catalogFile('third'));
  await sendPush(1, third, second);
  await sendPush(1, second, first);
  expect(await contentOf(1)).toBe(catalogFile('third'));
});

it('keeps the new address of a repository that is renamed during the run', async () => {
  const { knex } = await startWithContents(1);
  stub.clock.advance(60_000);
  await push(1, catalogFile('second'));
  await during({ path: '/2.0/repositories/*/*/src/**', nth: 1 }, async () => {
    await renameRepository(stub, 'repo-1', 'renamed');
    await sendEvent(portal, 'repo:updated', 1);
  });
  expect(await locationOf(knex)).toContain('/renamed/');
});

it('handles a rename and a push at the same time', async () => {
  const { knex } = await startWithContents(1);
  const hash = await push(1, catalogFile('second'));
  await renameRepository(stub, 'repo-1', 'renamed');
  await Promise.all([
    sendEvent(portal, 'repo:updated', 1),
    sendPush(1, hash),
    sendEvent(portal, 'repo:updated', 1),
    sendPush(1, hash),
  ]);
  expect(await locationOf(knex)).toContain('/renamed/');
});
