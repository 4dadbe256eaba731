import { setTimeout } from 'node:timers/promises';
import { component } from '../__testUtils__/startFileServer';
import { usePortal } from '../__testUtils__/usePortal';

describe('a location with many entities', () => {
  const used = usePortal({
    // Processes each entity only once, so that the catalog has time for requests.
    catalog: { processingInterval: { hours: 1 } },
  });

  /** Registers components of Booking, the last of which has another owner, and waits for all owners. */
  async function register(name: string, count: number, ownerOfLast: string) {
    const location = await used.portal.register(
      used.files.serve(
        `/${name}.yaml`,
        ...Array.from({ length: count - 1 }, (_, each) =>
          component(`${name}-${each}`, 'booking'),
        ),
        component(`${name}-last`, ownerOfLast),
      ),
      'aiko',
    );
    const query = {
      $all: [
        { 'relations.ownedBy': { $exists: true } },
        { 'metadata.name': { $hasPrefix: `${name}-` } },
      ],
    };
    for (;;) {
      const { text } = await used.portal.call(
        'POST',
        '/entities/by-query',
        'service',
        { limit: 1, query },
      );
      if (JSON.parse(text).totalItems >= count) {
        return location;
      }
      await setTimeout(200);
    }
  }

  it('is unregistered by the owner of 600 entities', async () => {
    const location = await register('own', 600, 'booking');
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 204,
    });
  }, 300_000);

  it('with 610 entities, one of which has another owner, is only unregistered by an administrator', async () => {
    const location = await register('shared', 610, 'fleet');
    expect(await used.portal.call('DELETE', location, 'tomas')).toMatchObject({
      status: 403,
      text: expect.stringContaining('component:default/shared-last.'),
    });
    expect(await used.portal.call('DELETE', location, 'mira')).toMatchObject({
      status: 204,
    });
  }, 300_000);
});
