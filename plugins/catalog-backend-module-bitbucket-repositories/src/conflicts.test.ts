import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  type BitbucketEntityConflict,
  type BitbucketIngestionResponse,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  administrator,
  anonymous,
  permissions,
  user,
} from './__testUtils__/administrators';
import { databases, type TestDatabase } from './__testUtils__/databases';
import {
  catalogFile,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { RETRY_TASK } from './conflicts/retryRefused';
import { PROBLEMS_TABLE } from './store/CatalogProblems';
import { waitUntil } from './__testUtils__/waitUntil';

let stub: BitbucketCloudStub;
let portals: Awaited<ReturnType<typeof startRepositories>>[] = [];

async function start(knex?: TestDatabase['knex']) {
  const portal = await startRepositories({
    stub,
    knex,
    root: { permission: { enabled: true } },
    features: [permissions],
  });
  portals.push(portal);
  const request = (path: string, headers = user) =>
    fetch(`${portal.catalogUrl}/bitbucket/${path}`, { headers });
  /** Returns undefined if the entity does not exist. */
  const conflicts = async (
    ref = 'component/default/shared',
  ): Promise<BitbucketEntityConflict[] | undefined> =>
    (await (await request(`conflicts/${ref}`)).json()).conflicts;
  const problems = async () => {
    const path = 'ingestion/bitbucketRepositories';
    const response = await request(path, administrator);
    const { states }: BitbucketIngestionResponse = await response.json();
    return states[0].problems;
  };
  return { ...portal, conflicts, problems, request };
}

afterEach(async () => {
  await Promise.all(portals.map(({ backend }) => backend.stop()));
  portals = [];
  await stub.close();
});

const urlOf = (number: number) =>
  `https://bitbucket.org/${WORKSPACE}/repo-${number}/src/main/catalog-info.yaml`;
const files = (...names: string[]) => ({
  'catalog-info.yaml': catalogFile(...names),
});

async function push(number: number, content: string) {
  stub.clock.advance(60_000);
  await stub.push(WORKSPACE, `repo-${number}`, {
    files: { 'catalog-info.yaml': content },
  });
}

async function keptBy(portal: Awaited<ReturnType<typeof startRepositories>>) {
  const entity = await portal.read('component/default/shared');
  return entity?.metadata.annotations?.['backstage.io/managed-by-location'];
}

describe.each(databases)('with $name', ({ open }) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  /** Starts two instances, after which the first repository has the entity and the second one contains it, too. */
  async function startWithConflict() {
    stub = await startStub([repository(1, { files: files('shared') })]);
    const first = await start(database.knex);
    await first.run();
    await first.untilComponents('shared');
    stub = await startStub(
      [
        repository(1, { files: files('shared') }),
        repository(2, { files: files('shared', 'other') }),
      ],
      stub,
    );
    await first.run();
    const second = await start(database.knex);
    await second.untilComponents('other', 'shared');
    await waitUntil(async () => (await second.conflicts())?.length === 1);
    // The catalog processes the second file several times, and publishes the conflict only once.
    await database
      .knex('bitbucket_repositories_problems')
      .update({ seen_at: Date.now() - 3_600_000 });
    return second;
  }

  it('shows both files to all who can read the entity, until the first file gives the entity up', async () => {
    const portal = await startWithConflict();
    const conflict = {
      entityRef: 'component:default/shared',
      keptBy: urlOf(1),
      refused: urlOf(2),
      seenAt: expect.any(String),
    };
    expect(await portal.conflicts()).toEqual([conflict]);
    expect(await portal.conflicts()).toEqual([conflict]);
    expect(await portal.conflicts('component/default/other')).toEqual([]);
    expect(await portal.problems()).toEqual([
      {
        subject: `${WORKSPACE}/repo-2`,
        url: urlOf(2),
        message: expect.stringContaining('belongs to another source'),
        since: expect.any(String),
      },
    ]);
    const location = (await portal.refs('Location')).map(
      name => `location/default/${name}`,
    );
    const ofLocations = async () =>
      (await Promise.all(location.map(portal.conflicts))).flat();
    await waitUntil(async () => (await ofLocations()).length > 0);
    expect(await ofLocations()).toEqual([conflict]);

    await push(1, catalogFile('repo-1'));
    await portal.run();
    await waitUntil(async () => {
      // The catalog removes the entity from the first file.
      await portal.scheduler.triggerTask('catalog_orphan_cleanup');
      const conflicts = await portal.conflicts();
      const problems = await portal.problems();
      return conflicts?.length === 0 && problems.length === 0;
    });
    await portal.untilComponents('other', 'repo-1', 'shared');
    expect(await keptBy(portal)).toBe(`url:${urlOf(2)}`);
  }, 60_000);

  it('ends with the entity of the second file, also if the catalog processed that file before it removed the entity of the first', async () => {
    const portal = await startWithConflict();
    await portal.conflicts();
    await push(1, catalogFile('repo-1'));
    await portal.run();
    // The entity is an orphan now, which is another result of the second file.
    await waitUntil(async () => {
      const [{ seen_at }] = await database.knex(PROBLEMS_TABLE);
      return Number(seen_at) > Date.now() - 1_800_000;
    });
    await database
      .knex(PROBLEMS_TABLE)
      .update({ seen_at: Date.now() - 3_600_000 });
    await portal.scheduler.triggerTask('catalog_orphan_cleanup');
    await waitUntil(async () => !(await portal.refs()).includes('shared'));
    expect(await portal.problems()).toEqual([]);

    await portal.scheduler.triggerTask(RETRY_TASK);
    await portal.untilComponents('other', 'repo-1', 'shared');
    expect(await keptBy(portal)).toBe(`url:${urlOf(2)}`);
    await portal.scheduler.triggerTask(RETRY_TASK);
    const retried = portal.lines.filter(line => line.includes('no file keeps'));
    expect(retried).toHaveLength(1);
  }, 60_000);

  it.each([
    ['gives it another name', () => push(2, catalogFile('other'))],
    ['has only one more entity', () => push(2, catalogFile('one-more'))],
    [
      'is deleted',
      async () => {
        stub.clock.advance(60_000);
        await stub.push(WORKSPACE, 'repo-2', {
          files: { 'catalog-info.yaml': null },
        });
      },
    ],
  ])('ends when the second file %s', async (_, change) => {
    const portal = await startWithConflict();
    await portal.conflicts();
    await change();
    await portal.run();
    await waitUntil(async () => (await portal.conflicts())?.length === 0);
    expect(await portal.problems()).toEqual([]);
  });

  it('ends when the second file changed before a user looked', async () => {
    const portal = await startWithConflict();
    await waitUntil(async () => {
      const rows = await database
        .knex('bitbucket_repositories_problems')
        .whereNotNull('result_hash');
      return rows.length > 0;
    });
    await push(2, catalogFile('other'));
    await portal.run();
    await waitUntil(async () => (await portal.conflicts())?.length === 0);
    expect(await portal.problems()).toEqual([]);
  }, 60_000);

  it('stays when the second file changes otherwise', async () => {
    const portal = await startWithConflict();
    await portal.conflicts();
    await push(2, catalogFile('shared', 'one-more'));
    await portal.run();
    await portal.untilComponents('one-more', 'shared');
    expect(await portal.conflicts()).toHaveLength(1);
  });
});

it('shows the first 50 conflicts of a file', async () => {
  const [{ open }] = databases;
  const database = await open();
  const names = Array.from({ length: 60 }, (_, index) => `shared-${index}`);
  const first = repository(1, { files: files(...names) });
  stub = await startStub([first]);
  const portal = await start(database.knex);
  await portal.run();
  await portal.untilComponents(...names);
  const second = repository(2, { files: files('other', ...names) });
  stub = await startStub([first, second], stub);
  await portal.run();
  // The catalog has read the second file.
  await waitUntil(async () => {
    const rows = await database
      .knex('bitbucket_repositories_problems')
      .whereNotNull('processed_by');
    return rows.length === 60;
  });
  const locations = await portal.refs('Location');
  const found = await Promise.all(
    locations.map(name => portal.conflicts(`location/default/${name}`)),
  );
  expect(found.map(conflicts => conflicts?.length)).toContain(50);
}, 60_000);

it('does not show entities that do not exist', async () => {
  stub = await startStub([]);
  const portal = await start();
  const path = 'conflicts/component/default/shared';
  expect((await portal.request(path)).status).toBe(404);
  expect((await portal.request(path, anonymous)).status).toBe(401);
});

it('shows what is wrong with a file until the file is correct', async () => {
  stub = await startStub([repository(1)]);
  const portal = await start();
  await portal.run();
  await portal.untilComponents('repo-1');
  await push(1, `${catalogFile('repo-1')}---\nkind: \u202eWrong\n`);
  await portal.run();
  await waitUntil(async () => (await portal.problems()).length > 0);
  const [{ message }] = await portal.problems();
  expect(message).not.toContain('\u202e');
  await push(1, catalogFile('repo-1'));
  await portal.run();
  await waitUntil(async () => (await portal.problems()).length === 0);
});
