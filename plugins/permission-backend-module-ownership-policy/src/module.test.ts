import { setTimeout } from 'node:timers/promises';
import { component } from './__testUtils__/startFileServer';
import { usePortal } from './__testUtils__/usePortal';

describe('a portal with the policy', () => {
  const used = usePortal({ catalog: { orphanStrategy: 'keep' } });

  /** Registers a file with one Component, and waits until the Component has its owner. */
  async function register(owner: string, name: string) {
    const target = used.files.serve(`/${name}.yaml`, component(name, owner));
    const location = await used.portal.register(target, 'tomas');
    return {
      location,
      entity: `/entities/by-uid/${await used.portal.waitForEntity(name)}`,
    };
  }

  it.each([
    ['tomas', 204],
    ['mira', 204],
    ['service', 204],
    ['aiko', 403],
    ['nobody', 401],
  ])(
    'responds to %s, who deletes an entity of Booking, with %i',
    async (who, status) => {
      const { entity } = await register('booking', `entity-for-${who}`);
      expect(await used.portal.call('DELETE', entity, who)).toMatchObject({
        status,
      });
    },
    30_000,
  );

  it.each([
    [
      'tomas',
      403,
      'You cannot delete shared-with-tomas, because it is from url:',
    ],
    ['mira', 204, ''],
    ['service', 204, ''],
  ])(
    'responds to %s, who deletes an entity of Booking from a file of Platform, with %i',
    async (who, status, message) => {
      const name = `shared-with-${who}`;
      await used.portal.register(
        used.files.serve(
          `/${name}.yaml`,
          component(name, 'booking'),
          component(`${name}-tool`, 'platform'),
        ),
        'mira',
      );
      const uid = await used.portal.waitForEntity(name);
      await used.portal.waitForEntity(`${name}-tool`);
      const response = await used.portal.call(
        'DELETE',
        `/entities/by-uid/${uid}`,
        who,
      );
      expect(response).toMatchObject({
        status,
        text: expect.stringContaining(message),
      });
    },
    30_000,
  );

  it('permits an owner to delete an orphan', async () => {
    const list = (...names: string[]) =>
      names.map(name => component(name, 'platform'));
    const target = used.files.serve(
      '/orphans.yaml',
      component('lost', 'booking'),
      ...list('kept'),
    );
    await used.portal.register(target, 'mira');
    const uid = await used.portal.waitForEntity('lost');
    used.files.serve('/orphans.yaml', ...list('kept'));
    for (;;) {
      const path = '/entities/by-name/component/default/lost';
      const { text } = await used.portal.call('GET', path, 'service');
      if (text.includes('"backstage.io/orphan":"true"')) {
        break;
      }
      await setTimeout(50);
    }
    expect(
      await used.portal.call('DELETE', `/entities/by-uid/${uid}`, 'aiko'),
    ).toMatchObject({ status: 403 });
    expect(
      await used.portal.call('DELETE', `/entities/by-uid/${uid}`, 'tomas'),
    ).toMatchObject({ status: 204 });
  }, 30_000);

  it.each([
    ['aiko', 403],
    ['tomas', 200],
  ])(
    'responds to %s, who refreshes an entity of Booking, with %i',
    async (who, status) => {
      await register('booking', `refreshed-by-${who}`);
      const response = await used.portal.call('POST', '/refresh', who, {
        entityRef: `component:default/refreshed-by-${who}`,
      });
      expect(response).toMatchObject({ status });
    },
    30_000,
  );
});
