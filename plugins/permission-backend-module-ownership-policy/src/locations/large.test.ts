import { setTimeout } from 'node:timers/promises';
import {
  FileServer,
  component,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { Portal, startPortal } from '../__testUtils__/startPortal';

describe('a location with many entities', () => {
  let files: FileServer;
  let portal: Portal;

  beforeEach(async () => {
    files = await startFileServer();
    portal = await startPortal({
      files,
      // Reads each entity once, so that the catalog has time for requests.
      catalog: { processingInterval: { hours: 1 } },
    });
  }, 60_000);

  afterEach(async () => {
    await portal?.stop();
    files?.close();
  }, 30_000);

  /** Waits until this many entities have an owner. */
  async function waitForOwned(count: number) {
    for (;;) {
      const { text } = await portal.call(
        'POST',
        '/entities/by-query',
        'service',
        { limit: 1, query: { 'relations.ownedBy': { $exists: true } } },
      );
      if (JSON.parse(text).totalItems >= count) {
        return;
      }
      await setTimeout(200);
    }
  }

  it.each([
    [600, 'booking', 'tomas', 204, ''],
    [600, 'booking', 'mira', 204, ''],
    [1200, 'fleet', 'tomas', 403, 'component:default/last.'],
  ])(
    'of which there are %i, the last owned by %s, responds to %s with %i',
    async (count, ownerOfLast, who, status, text) => {
      const names = Array.from(
        { length: count - 1 },
        (_, each) => `one-${each}`,
      );
      const location = await portal.register(
        files.serve(
          '/large.yaml',
          ...names.map(name => component(name, 'booking')),
          component('last', ownerOfLast),
        ),
        'aiko',
      );
      await waitForOwned(count);
      expect(await portal.call('DELETE', location, who)).toMatchObject({
        status,
        text: expect.stringContaining(text),
      });
    },
    300_000,
  );
});
