import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  catalogFile,
  repository,
  sendEvent,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

let stub: BitbucketCloudStub;
let portal: Awaited<ReturnType<typeof startRepositories>>;

afterEach(async () => {
  await portal.backend.stop();
  await stub.close();
});

const OWN_FILE = { 'catalog-info.yaml': catalogFile('booking') };
/** Another person's repository, whose file claims the same entity. */
const ATTACK = {
  'catalog-info.yaml': `${catalogFile('booking').replace(
    'guests',
    'attackers',
  )}---\n${catalogFile('attack')}`,
};

const booking = () => portal.read('component/default/booking');

async function untilRead(name: string) {
  await waitUntil(async () => (await portal.refs()).includes(name));
}

/** Waits until the catalog has processed everything several times. */
async function settle() {
  let before = '';
  let equal = 0;
  // The catalog reads each file every second.
  await waitUntil(async () => {
    await portal.scheduler.triggerTask('catalog_orphan_cleanup');
    const now = JSON.stringify([
      await booking(),
      await portal.refs('Location'),
    ]);
    equal = now === before ? equal + 1 : 0;
    before = now;
    return equal >= 100;
  });
}

async function expectOwner(owner: string) {
  await settle();
  const entity = await booking();
  expect(entity?.spec?.owner).toBe(owner);
  return entity?.metadata.annotations?.['backstage.io/managed-by-location'];
}

const urlOf = (slug: string) =>
  `url:https://bitbucket.org/${WORKSPACE}/${slug}/src/main/catalog-info.yaml`;

async function start(
  options: Partial<Parameters<typeof startRepositories>[0]> = {},
) {
  stub = await startStub([repository(1, { slug: 'booking', files: OWN_FILE })]);
  portal = await startRepositories({ ...options, stub });
  await portal.run();
  await portal.untilComponents('booking');
}

/** The repository gets another name, and another person creates one with the old name. */
async function reuse(change: object = {}) {
  stub = await startStub(
    [
      repository(1, { slug: 'renamed', files: OWN_FILE }),
      repository(2, { slug: 'booking', files: ATTACK, ...change }),
    ],
    stub,
  );
}

describe('a repository with the earlier name of another one', () => {
  it('does not get the entities of the other one, when a run finds both', async () => {
    await start();
    await reuse();
    await portal.run();
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
    await portal.run();
    await untilRead('attack');
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
  });

  it('does not get them when another provider reads it first', async () => {
    const filters = (...projects: string[]) => ({
      filters: { include: { projects } },
    });
    await start({ config: filters('SEA'), second: filters('LAND') });
    await reuse({ project: 'LAND' });
    await portal.run('second');
    await expectOwner('guests');
    await portal.run();
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
    await portal.run('second');
    await untilRead('attack');
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
  });

  it('does not get them when its event arrives first', async () => {
    await start();
    await reuse();
    await sendEvent(portal, 'repo:created', 2);
    await expectOwner('guests');
    await portal.run();
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
    await portal.run();
    await untilRead('attack');
    expect(await expectOwner('guests')).toBe(urlOf('renamed'));
  });
});
