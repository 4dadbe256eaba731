import {
  type FileServer,
  component,
  locationOf,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import { type Portal, startPortal } from '../__testUtils__/startPortal';

const databases = [
  { name: 'SQLite', start: async () => undefined },
  // Skipped on systems without an npm package for PostgreSQL.
  ...(findPostgres()
    ? [{ name: 'PostgreSQL', start: () => startPostgres() }]
    : []),
];

jest.setTimeout(30_000);

describe.each(databases)(
  'a location that the catalog has not read completely, on $name',
  ({ start }) => {
    let files: FileServer;
    let portal: Portal;
    let server: Awaited<ReturnType<typeof start>>;

    beforeAll(async () => {
      files = await startFileServer();
      server = await start();
      portal = await startPortal({
        files,
        database: server && { client: 'pg', connection: server.connection },
      });
    }, 120_000);

    afterAll(async () => {
      await portal?.stop();
      await server?.close();
      files?.close();
    }, 30_000);

    async function isRegistered(location: string) {
      return (await portal.call('GET', location, 'service')).status === 200;
    }

    it('cannot be unregistered by an owner while the first version of an entity has an error', async () => {
      files.serve('/first/booking.yaml', component('first', 'booking'));
      const { spec, ...invalid } = component('first-invalid');
      files.serve('/first/fleet.yaml', {
        ...invalid,
        spec: { owner: 'fleet' },
      });
      const list = locationOf('first-list', './booking.yaml', './fleet.yaml');
      const location = await portal.register(
        files.serve('/first/all.yaml', list),
        'aiko',
      );
      await portal.waitForEntity('first');
      const { status, text } = await portal.call('DELETE', location, 'tomas');
      expect(text).toContain('has not read all of component:default/first-inv');
      expect(status).toBe(403);
      expect(await isRegistered(location)).toBe(true);
      expect(await portal.call('DELETE', location, 'mira')).toMatchObject({
        status: 204,
      });
    }, 30_000);

    it('cannot be unregistered by an owner while the catalog cannot read a listed file', async () => {
      files.serve('/broken/booking.yaml', component('broken', 'booking'));
      const serveList = (...targets: string[]) =>
        files.serve('/broken/all.yaml', locationOf('broken-list', ...targets));
      const location = await portal.register(
        serveList('./booking.yaml'),
        'aiko',
      );
      await portal.waitForEntity('broken');
      serveList('./booking.yaml', './missing.yaml');
      const path = '/entities/by-name/location/default/broken-list';
      let page;
      do {
        page = await portal.call('GET', path, 'service');
      } while (!page.text.includes('/broken/missing.yaml'));
      const { status, text } = await portal.call('DELETE', location, 'tomas');
      expect(text).toContain(
        'has not read all of location:default/broken-list',
      );
      expect(status).toBe(403);
      expect(await portal.call('DELETE', location, 'mira')).toMatchObject({
        status: 204,
      });
    }, 30_000);

    it('can be unregistered by the user who registered it while an entity has an error', async () => {
      files.serve('/back/booking.yaml', component('back', 'booking'));
      const { spec, ...invalid } = component('back-invalid');
      files.serve('/back/mine.yaml', { ...invalid, spec: {} });
      const location = await portal.register(
        files.serve(
          '/back/all.yaml',
          locationOf('back-list', './booking.yaml', './mine.yaml'),
        ),
        'tomas',
      );
      await portal.waitForEntity('back');
      expect(await portal.call('DELETE', location, 'tomas')).toMatchObject({
        status: 204,
      });
    }, 30_000);
  },
);
