import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import { CatalogTables } from '../__testUtils__/CatalogTables';
import { entityFile as entity } from '../__testUtils__/entityFile';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

jest.setTimeout(60_000);

const component = (name: string, owner: string) =>
  entity('Component', name, { type: 'service', lifecycle: 'p', owner });
const locationOf = (name: string, ...targets: string[]) =>
  entity('Location', name, { targets });

describe.each(databaseServers)('on $name', ({ start }) => {
  const folder = mkdtempSync(join(tmpdir(), 'configured-'));
  const configured = join(folder, 'all.yaml');
  const tables = new CatalogTables();
  let database: DatabaseServer;
  let backend: LimitedBackend;

  beforeAll(async () => {
    const listOfUrls = { type: 'url', targets: [`${REPOSITORY}/org.yaml`] };
    writeFileSync(
      configured,
      [
        entity('Location', 'company', listOfUrls),
        locationOf('teams', './old.yaml'),
      ].join('\n---\n'),
    );
    writeFileSync(join(folder, 'old.yaml'), component('moving', 'booking'));
    database = await start();
    backend = await startLimitedBackend(
      [catalogPlugin, databaseServiceFactory, tables.createModule()],
      {
        backend: { database: database.config },
        catalog: {
          processingInterval: { seconds: 1 },
          rules: [{ allow: ['Component', 'Location'] }],
          locations: [
            {
              type: 'file',
              target: configured,
              rules: [{ allow: ['Component', 'Location', 'Group'] }],
            },
          ],
        },
      },
    );
    backend.files['org.yaml'] = locationOf('org', './groups.yaml');
    backend.files['groups.yaml'] = entity('Group', 'platform', {
      type: 'team',
      children: [],
    });
  }, 120_000);

  afterAll(async () => {
    await backend?.stop();
    await database?.close();
    rmSync(folder, { recursive: true });
  });

  const register = (name: string) =>
    backend.send('/api/catalog/locations', {
      type: 'url',
      target: `${REPOSITORY}/${name}`,
    });

  async function get(path: string) {
    const { status, text } = await backend.send(
      `/api/catalog/entities/by-name/${path}`,
    );
    return status === 200 ? JSON.parse(text) : undefined;
  }

  async function waitFor(isReached: () => Promise<boolean> | boolean) {
    while (!(await isReached())) {
      await setTimeout(50);
    }
  }

  const waitForEntity = (path: string) =>
    waitFor(async () => Boolean((await get(path))?.relations));

  /**
   * Waits until the catalog has read a file three times, and returns all sources that the entity had
   * during that time.
   */
  async function watch(ref: string, file: string) {
    const before = backend.reads.length;
    const seen = new Set<string>();
    await waitFor(async () => {
      seen.add(JSON.stringify((await tables.listSources())[ref]));
      const reads = backend.reads.slice(before);
      return reads.filter(url => url.endsWith(`/${file}`)).length >= 3;
    });
    return [...seen].map(each => JSON.parse(each));
  }

  it('keeps the entities of a configured file when a user registers one of its URLs', async () => {
    await waitForEntity('group/default/platform');
    const before = await tables.listSources();
    expect(await register('org.yaml')).toMatchObject({ status: 201 });
    for (const ref of ['location:default/org', 'group:default/platform']) {
      expect(await watch(ref, 'org.yaml')).toEqual([before[ref]]);
    }
    expect(before['location:default/org']).toEqual({
      key: `file:${configured} location:default/company`,
      by: ['location:default/company'],
    });
    expect(await get('group/default/platform')).toBeDefined();
  });

  it('keeps the entities of one list when another list below the same location contains the same file', async () => {
    backend.files['all.yaml'] = locationOf('all', './a.yaml', './b.yaml');
    backend.files['a.yaml'] = locationOf('team-a', './svc.yaml');
    backend.files['svc.yaml'] = component('victim', 'booking');
    backend.files['b.yaml'] = locationOf('team-b', './nested.yaml');
    backend.files['nested.yaml'] = locationOf('b-nested', './own.yaml');
    backend.files['own.yaml'] = component('own', 'fleet');
    await register('all.yaml');
    await waitForEntity('component/default/victim');
    await waitForEntity('component/default/own');
    const seen = [];
    for (const targets of [['./own.yaml', './svc.yaml'], ['./own.yaml']]) {
      backend.files['nested.yaml'] = locationOf('b-nested', ...targets);
      seen.push(...(await watch('component:default/victim', 'own.yaml')));
    }
    seen.forEach(each =>
      expect(each).toEqual({
        key: `url:${REPOSITORY}/all.yaml location:default/team-a`,
        by: ['location:default/team-a'],
      }),
    );
  });

  it('keeps an entity in the file that provided it when an earlier file of the list contains it too', async () => {
    backend.files['list.yaml'] = locationOf('list', './one.yaml', './two.yaml');
    backend.files['one.yaml'] = component('of-fleet', 'fleet');
    backend.files['two.yaml'] = component('of-booking', 'booking');
    await register('list.yaml');
    await waitForEntity('component/default/of-booking');
    backend.files['one.yaml'] = [
      component('of-fleet', 'fleet'),
      component('of-booking', 'fleet'),
    ].join('\n---\n');
    await waitFor(async () =>
      JSON.stringify(await get('location/default/list')).includes(
        `does not take component:default/of-booking from ${REPOSITORY}/one.yaml, because ${REPOSITORY}/two.yaml, which the same Location lists,`,
      ),
    );
    expect(await get('component/default/of-booking')).toMatchObject({
      spec: { owner: 'booking' },
    });
    // The first of these files contains the entity when the catalog reads it for the first time.
    backend.files['one.yaml'] = component('of-fleet', 'fleet');
    await waitFor(async () => !(await get('location/default/list')).status);
    backend.files['two.yaml'] = [
      component('of-booking', 'booking'),
      component('of-fleet', 'booking'),
      component('twice', 'booking'),
      component('twice', 'fleet'),
    ].join('\n---\n');
    await waitForEntity('component/default/twice');
    expect(await get('component/default/twice')).toMatchObject({
      spec: { owner: 'booking' },
    });
    expect(await get('component/default/of-fleet')).toMatchObject({
      spec: { owner: 'fleet' },
    });
    const { message } = (await get('location/default/list')).status.items[1];
    expect(message).toContain('has an entity with this name more than once');
  });

  it('does not give an entity that moves within its list to a file that waits for the name', async () => {
    backend.files['mono.yaml'] = locationOf('mono', './before.yaml');
    backend.files['before.yaml'] = component('moved', 'booking');
    await register('mono.yaml');
    await waitForEntity('component/default/moved');
    backend.files['squat.yaml'] = [
      component('moved', 'fleet'),
      component('squatter', 'fleet'),
    ].join('\n---\n');
    await register('squat.yaml');
    await waitForEntity('component/default/squatter');
    backend.files['after.yaml'] = backend.files['before.yaml'];
    delete backend.files['before.yaml'];
    backend.files['mono.yaml'] = locationOf('mono', './after.yaml');
    expect(await watch('component:default/moved', 'after.yaml')).toEqual([
      {
        key: `url:${REPOSITORY}/mono.yaml location:default/mono`,
        by: ['location:default/mono'],
      },
    ]);
    await waitFor(async () =>
      JSON.stringify(await get('component/default/moved')).includes(
        `${REPOSITORY}/after.yaml`,
      ),
    );
    expect(await get('component/default/moved')).toMatchObject({
      spec: { owner: 'booking' },
    });
  });

  it('keeps an entity that moves to another file of the installation', async () => {
    await waitForEntity('component/default/moving');
    const { uid } = (await get('component/default/moving')).metadata;
    writeFileSync(join(folder, 'new.yaml'), component('moving', 'booking'));
    const listOfUrls = { type: 'url', targets: [`${REPOSITORY}/org.yaml`] };
    writeFileSync(
      configured,
      [
        entity('Location', 'company', listOfUrls),
        locationOf('teams', './new.yaml'),
      ].join('\n---\n'),
    );
    await waitFor(async () =>
      JSON.stringify(await get('component/default/moving')).includes(
        `file:${join(folder, 'new.yaml')}`,
      ),
    );
    expect((await get('component/default/moving')).metadata.uid).toBe(uid);
    expect((await tables.listSources())['component:default/moving']).toEqual({
      key: `file:${configured} location:default/teams`,
      by: ['location:default/teams'],
    });
  });
});
