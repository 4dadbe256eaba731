import {
  FileServer,
  component,
  startFileServer,
} from './__testUtils__/startFileServer';
import { Portal, startPortal } from './__testUtils__/startPortal';

describe('a portal with the policy', () => {
  let files: FileServer;
  let portal: Portal;

  beforeAll(async () => {
    files = await startFileServer();
    portal = await startPortal({ files });
  }, 60_000);

  afterAll(async () => {
    await portal?.stop();
    files?.close();
  });

  /** Registers a file with one Component, and waits until the Component has its owner. */
  async function register(owner: string, name: string) {
    const target = files.serve(`/${name}.yaml`, component(name, owner));
    const location = await portal.register(target, 'tomas');
    return {
      location,
      entity: `/entities/by-uid/${await portal.waitForEntity(name)}`,
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
      expect(await portal.call('DELETE', entity, who)).toMatchObject({
        status,
      });
    },
    30_000,
  );

  it.each([
    ['aiko', 403],
    ['tomas', 200],
  ])(
    'responds to %s, who refreshes an entity of Booking, with %i',
    async (who, status) => {
      await register('booking', `refreshed-by-${who}`);
      const response = await portal.call('POST', '/refresh', who, {
        entityRef: `component:default/refreshed-by-${who}`,
      });
      expect(response).toMatchObject({ status });
    },
    30_000,
  );
});
