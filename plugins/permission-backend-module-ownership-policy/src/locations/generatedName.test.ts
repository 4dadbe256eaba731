import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { setTimeout } from 'node:timers/promises';
import { component, locationOf } from '../__testUtils__/startFileServer';
import { usePortal } from '../__testUtils__/usePortal';
import { toGeneratedRef } from './generatedName';

jest.setTimeout(30_000);

describe('the name of a registered location', () => {
  let database: DatabaseService;

  const databaseOfCatalog = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'test-database',
    register(reg) {
      reg.registerInit({
        deps: { service: coreServices.database },
        async init({ service }) {
          database = service;
        },
      });
    },
  });

  const used = usePortal({ features: [databaseOfCatalog] });

  const nameOf = (target: string) =>
    toGeneratedRef({ type: 'url', target }).split('/')[1];

  const register = (target: string, who: string, query = '') =>
    used.portal.call('POST', `/locations${query}`, who, {
      type: 'url',
      target,
    });

  /** Registers a location, and waits until the catalog has rejected its file. */
  async function registerRefused(target: string) {
    await used.portal.register(target, 'aiko');
    let errors = '';
    while (!errors.includes('reserved for registered locations')) {
      await setTimeout(50);
      const row = await findRow(toGeneratedRef({ type: 'url', target }));
      errors = row?.errors ?? '';
    }
  }

  async function findRow(ref: string) {
    const knex = await database.getClient();
    return knex('refresh_state').where({ entity_ref: ref }).first();
  }

  it.each([
    ['a Location', (name: string) => locationOf(name, './nothing.yaml')],
    [
      'a Location in other case',
      (name: string) => ({
        ...locationOf(name.toUpperCase(), './nothing.yaml'),
        kind: 'LOCATION',
      }),
    ],
    [
      'a Location with the same target',
      (name: string, target: string) => ({
        ...locationOf(name),
        spec: { type: 'url', target },
      }),
    ],
  ])('cannot be taken by %s in a file', async (title, build) => {
    const path = title.replaceAll(' ', '-');
    const target = used.files.urlOf(`/${path}-victim.yaml`);
    const name = nameOf(target);
    const squat = used.files.serve(
      `/${path}-squat.yaml`,
      component(`${path}-x`.toLocaleLowerCase('en-US'), 'fleet'),
      build(name, target),
    );
    const dryRun = await register(squat, 'aiko', '?dryRun=true');
    expect(dryRun).toMatchObject({
      status: 400,
      text: expect.stringContaining('reserved for registered locations'),
    });
    await registerRefused(squat);
    expect(await findRow(`location:default/${name}`)).toBeUndefined();
    const victim = `${path}-victim`.toLocaleLowerCase('en-US');
    used.files.serve(`/${path}-victim.yaml`, component(victim, 'booking'));
    await used.portal.register(target, 'tomas');
    await used.portal.waitForEntity(victim);
  });

  it('is not reserved in other namespaces, or for another kind', async () => {
    const name = nameOf(used.files.urlOf('/x.yaml'));
    const target = used.files.serve(
      '/other-kind.yaml',
      component(name, 'fleet'),
    );
    await used.portal.register(target, 'aiko');
    await used.portal.waitForEntity(name);
  });

  it('that a file has used before makes the registration fail with 409', async () => {
    const target = used.files.serve('/held.yaml', component('held', 'booking'));
    const squat = used.files.urlOf('/holder.yaml');
    const knex = await database.getClient();
    const ref = toGeneratedRef({ type: 'url', target });
    const annotations = {
      'backstage.io/managed-by-location': `url:${squat}`,
      'backstage.io/managed-by-origin-location': `url:${squat}`,
    };
    const { metadata, ...entity } = locationOf(nameOf(target));
    await knex('refresh_state').insert({
      entity_id: crypto.randomUUID(),
      entity_ref: ref,
      unprocessed_entity: JSON.stringify({
        ...entity,
        metadata: { ...metadata, annotations },
      }),
      location_key: `url:${squat}`,
      errors: '',
      next_update_at: new Date(Date.now() + 3_600_000),
      last_discovery_at: knex.fn.now(),
    });
    for (const who of ['tomas', 'mira']) {
      for (const query of ['', '?onConflict=refresh']) {
        expect(await register(target, who, query)).toMatchObject({
          status: 409,
          text: expect.stringContaining(`must unregister url:${squat} first`),
        });
      }
    }
    await knex('refresh_state').where({ entity_ref: ref }).delete();
    await used.portal.register(target, 'tomas');
    while (!(await findRow('component:default/held'))) {
      await setTimeout(50);
    }
    expect(
      await register(target, 'tomas', '?onConflict=refresh'),
    ).toMatchObject({ status: 201 });
  });
});
