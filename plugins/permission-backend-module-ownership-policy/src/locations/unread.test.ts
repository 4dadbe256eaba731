import { setTimeout } from 'node:timers/promises';
import { component, locationOf } from '../__testUtils__/startFileServer';
import { databaseServers } from '@backstage-bitbucket/test-kit';
import { usePortal } from '../__testUtils__/usePortal';

jest.setTimeout(30_000);

describe.each(databaseServers)(
  'a location that the catalog has not read completely, on $name',
  ({ start }) => {
    const used = usePortal({}, start);

    async function isRegistered(location: string) {
      return (
        (await used.portal.call('GET', location, 'service')).status === 200
      );
    }

    it('cannot be unregistered by an owner while the first version of an entity has an error', async () => {
      used.files.serve('/first/booking.yaml', component('first', 'booking'));
      const { spec, ...invalid } = component('first-invalid');
      used.files.serve('/first/fleet.yaml', {
        ...invalid,
        spec: { owner: 'fleet' },
      });
      const list = locationOf('first-list', './booking.yaml', './fleet.yaml');
      const location = await used.portal.register(
        used.files.serve('/first/all.yaml', list),
        'aiko',
      );
      await used.portal.waitForEntity('first');
      const { status, text } = await used.portal.call(
        'DELETE',
        location,
        'tomas',
      );
      expect(text).toContain('has not read all of component:default/first-inv');
      expect(status).toBe(403);
      expect(await isRegistered(location)).toBe(true);
      expect(await used.portal.call('DELETE', location, 'mira')).toMatchObject({
        status: 204,
      });
    }, 30_000);

    it('cannot be unregistered by an owner while the catalog cannot read a listed file', async () => {
      used.files.serve('/broken/booking.yaml', component('broken', 'booking'));
      const serveList = (...targets: string[]) =>
        used.files.serve(
          '/broken/all.yaml',
          locationOf('broken-list', ...targets),
        );
      const location = await used.portal.register(
        serveList('./booking.yaml'),
        'aiko',
      );
      await used.portal.waitForEntity('broken');
      serveList('./booking.yaml', './missing.yaml');
      const path = '/entities/by-name/location/default/broken-list';
      const read = () => used.portal.call('GET', path, 'service');
      while (!(await read()).text.includes('/broken/missing.yaml')) {
        await setTimeout(50);
      }
      const { status, text } = await used.portal.call(
        'DELETE',
        location,
        'tomas',
      );
      expect(text).toContain(
        'has not read all of location:default/broken-list',
      );
      expect(status).toBe(403);
      expect(await used.portal.call('DELETE', location, 'mira')).toMatchObject({
        status: 204,
      });
    }, 30_000);

    it('can be unregistered by the user who registered it while an entity has an error', async () => {
      used.files.serve('/back/booking.yaml', component('back', 'booking'));
      const { spec, ...invalid } = component('back-invalid');
      used.files.serve('/back/mine.yaml', { ...invalid, spec: {} });
      const location = await used.portal.register(
        used.files.serve(
          '/back/all.yaml',
          locationOf('back-list', './booking.yaml', './mine.yaml'),
        ),
        'tomas',
      );
      await used.portal.waitForEntity('back');
      expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject(
        {
          status: 204,
        },
      );
    }, 30_000);
  },
);
