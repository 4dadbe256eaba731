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
import { migrateLocationKeys } from './migrateLocationKeys';

jest.setTimeout(60_000);

const component = (name: string, owner = 'booking') =>
  entity('Component', name, { type: 'service', lifecycle: 'p', owner });

/** The files of the Components below. */
const fileOf: Record<string, string> = {
  'component:default/single': `url:${REPOSITORY}/single.yaml`,
  'location:default/all': `url:${REPOSITORY}/all.yaml`,
  'component:default/listed': `url:${REPOSITORY}/listed.yaml`,
  'location:default/nested': `url:${REPOSITORY}/listed.yaml`,
  'component:default/deep': `url:${REPOSITORY}/deep.yaml`,
};

describe.each(databaseServers)('on $name', ({ start }) => {
  const folder = mkdtempSync(join(tmpdir(), 'configured-'));
  const configured = join(folder, 'all.yaml');
  const tables = new CatalogTables();
  let database: DatabaseServer;
  let backend: LimitedBackend;

  const open = (seconds: number) =>
    startLimitedBackend(
      [catalogPlugin, databaseServiceFactory, tables.createModule()],
      {
        backend: { database: database.config },
        catalog: {
          processingInterval: { seconds },
          rules: [{ allow: ['Component', 'Location'] }],
          locations: [{ type: 'file', target: configured }],
        },
      },
    );

  function serve() {
    backend.files['single.yaml'] = component('single');
    const targets = ['./listed.yaml'];
    backend.files['all.yaml'] = entity('Location', 'all', { targets });
    backend.files['listed.yaml'] = [
      component('listed'),
      entity('Location', 'nested', { targets: ['./deep.yaml'] }),
    ].join('\n---\n');
    backend.files['deep.yaml'] = component('deep');
    backend.files['company.yaml'] = component('company');
    backend.files['squat.yaml'] = [
      ...['single', 'listed', 'deep', 'company', 'local'].map(name =>
        component(name, 'fleet'),
      ),
      component('squatter', 'fleet'),
    ].join('\n---\n');
  }

  const register = (name: string) =>
    backend.send('/api/catalog/locations', {
      type: 'url',
      target: `${REPOSITORY}/${name}`,
    });

  async function waitForEntities(...names: string[]) {
    for (const name of names) {
      const path = `/api/catalog/entities/by-name/component/default/${name}`;
      while (!(await backend.send(path)).text.includes('"relations"')) {
        await setTimeout(50);
      }
    }
  }

  beforeAll(async () => {
    writeFileSync(
      configured,
      [
        entity('Location', 'urls', {
          type: 'url',
          targets: [`${REPOSITORY}/company.yaml`],
        }),
        entity('Location', 'files', { targets: ['./local.yaml'] }),
      ].join('\n---\n'),
    );
    writeFileSync(join(folder, 'local.yaml'), component('local'));
    Object.assign(fileOf, {
      'location:default/urls': `file:${configured}`,
      'component:default/company': `url:${REPOSITORY}/company.yaml`,
      'component:default/local': `file:${join(folder, 'local.yaml')}`,
    });
    database = await start({ isKept: true });
    backend = await open(3_600);
    serve();
    await register('single.yaml');
    await register('all.yaml');
    await waitForEntities('single', 'listed', 'deep', 'company', 'local');
  }, 120_000);

  afterAll(async () => {
    await backend?.stop();
    await database?.close();
    rmSync(folder, { recursive: true });
  });

  const setKey = (ref: string, location_key: string | null) =>
    tables
      .knex('refresh_state')
      .where('entity_ref', ref)
      .update({ location_key });

  /** The keys of earlier versions. */
  const earlierKeys: [string, (ref: string, key: string) => string | null][] = [
    ['Backstage', ref => fileOf[ref]],
    [
      'the last version',
      (ref, key) =>
        key.startsWith('url:') && key.includes(' ')
          ? `${key.split(' ')[0]} ${fileOf[ref]}`
          : fileOf[ref],
    ],
    [
      'the earlier instruction in the documentation',
      ref => (fileOf[ref].startsWith('url:') ? null : fileOf[ref]),
    ],
  ];

  it.each(earlierKeys)('replaces the keys of %s', async (_, earlierKey) => {
    const before = await tables.listSources();
    for (const ref of Object.keys(fileOf)) {
      await setKey(ref, earlierKey(ref, before[ref].key));
    }
    expect(await tables.listSources()).not.toEqual(before);
    // Two instances start at the same time.
    const [one, two] = await Promise.all([
      migrateLocationKeys(tables.knex),
      migrateLocationKeys(tables.knex),
    ]);
    expect(one + two).toBeGreaterThan(0);
    expect(await tables.listSources()).toEqual(before);
    expect(await migrateLocationKeys(tables.knex)).toBe(0);
  });

  it('restores the key of a registered location', async () => {
    const before = await tables.listSources();
    await tables
      .knex('refresh_state')
      .where('location_key', 'like', 'url:%')
      .update({ location_key: null });
    await migrateLocationKeys(tables.knex);
    expect(await tables.listSources()).toEqual(before);
  });

  it('does not change other keys', async () => {
    const ref = 'component:default/deep';
    const { key } = (await tables.listSources())[ref];
    await setKey(ref, 'key-of-a-provider');
    expect(await migrateLocationKeys(tables.knex)).toBe(0);
    await setKey(ref, key);
  });

  it('does nothing in an empty database', async () => {
    await tables.knex.transaction(async tx => {
      await tx.schema.renameTable('refresh_state_references', 'hidden');
      expect(await migrateLocationKeys(tx)).toBe(0);
      await tx.schema.renameTable('hidden', 'refresh_state_references');
    });
  });

  it('runs at the start, so that an upgrade removes no entity and releases no name', async () => {
    const before = await tables.listSources();
    const [, earlierKey] = earlierKeys[2];
    for (const ref of Object.keys(fileOf)) {
      await setKey(ref, earlierKey(ref, before[ref].key));
    }
    // The catalog reads all of them at the start.
    await tables
      .knex('refresh_state')
      .update({ next_update_at: '2020-01-01 00:00:00' });
    await backend.stop();
    backend = await open(1);
    serve();
    await register('squat.yaml');
    await waitForEntities('squatter');
    const reads = () =>
      backend.reads.filter(url => url.endsWith('/deep.yaml')).length;
    while (reads() < 3) {
      await setTimeout(50);
    }
    expect(await tables.listSources()).toMatchObject(before);
  });
});
