import { setTimeout } from 'node:timers/promises';
import { component, locationOf } from '../__testUtils__/startFileServer';
import { usePortal } from '../__testUtils__/usePortal';

jest.setTimeout(60_000);

describe('a monorepo of Booking, of which a location of Fleet lists a file', () => {
  const used = usePortal();

  async function originOf(name: string): Promise<string> {
    const { text } = await used.portal.call(
      'GET',
      `/entities/by-name/component/default/${name}`,
      'service',
    );
    return JSON.parse(text).metadata.annotations[
      'backstage.io/managed-by-origin-location'
    ];
  }

  /** Registers both, and waits until the catalog names the location of Fleet as the origin. */
  async function registerBoth(name: string, who: string, isListed = true) {
    const file = used.files.serve(
      `/${name}/a.yaml`,
      component(name, 'booking'),
    );
    const monorepo = await used.portal.register(
      isListed
        ? used.files.serve(`/${name}/all.yaml`, locationOf(name, './a.yaml'))
        : file,
      who,
    );
    await used.portal.waitForEntity(name);
    let version = 0;
    // A change of the file makes the catalog write the origin again.
    const serveWrapper = () => {
      const wrapper = locationOf(`${name}-wrapper`, './a.yaml');
      version += 1;
      return used.files.serve(`/${name}/wrapper.yaml`, {
        ...wrapper,
        metadata: { ...wrapper.metadata, title: `${version}` },
      });
    };
    const wrapper = await used.portal.register(serveWrapper(), 'aiko');
    for (let i = 1; ; i += 1) {
      if ((await originOf(name)).endsWith('/wrapper.yaml')) {
        return { monorepo, wrapper };
      }
      if (i % 10 === 0) {
        serveWrapper();
      }
      await setTimeout(100);
    }
  }

  it('remains registered, although aiko registered it', async () => {
    const { monorepo } = await registerBoth('by-aiko', 'aiko');
    expect(await used.portal.call('DELETE', monorepo, 'aiko')).toMatchObject({
      status: 403,
    });
  });

  it('is not emptied if the file itself is registered', async () => {
    const { monorepo } = await registerBoth('direct', 'aiko', false);
    expect(await used.portal.call('DELETE', monorepo, 'aiko')).toMatchObject({
      status: 403,
    });
    expect(await used.portal.call('DELETE', monorepo, 'tomas')).toMatchObject({
      status: 204,
    });
  });

  it('is unregistered by its owner, although an administrator registered it', async () => {
    const { monorepo } = await registerBoth('by-mira', 'mira');
    expect(await used.portal.call('DELETE', monorepo, 'tomas')).toMatchObject({
      status: 204,
    });
  });

  it.each([
    [
      'a pattern',
      'pattern',
      (name: string) => used.files.urlOf(`/${name}/*/x.yaml`),
    ],
    [
      'files of which one cannot be read',
      'partly-read',
      (name: string) =>
        used.files.serve(
          `/${name}/all.yaml`,
          locationOf(name, './fleet/x.yaml', './missing/x.yaml'),
        ),
    ],
  ])(
    'of Booking, %s, is not unregistered by the owner of one of the files',
    async (_, name, targetOf) => {
      await used.portal.register(
        used.files.serve(`/${name}/fleet/x.yaml`, component(name, 'fleet')),
        'aiko',
      );
      await used.portal.waitForEntity(name);
      const location = await used.portal.register(targetOf(name), 'tomas');
      // The catalog reads it every second, without a visible result.
      await setTimeout(2_500);
      const { status, text } = await used.portal.call(
        'DELETE',
        location,
        'aiko',
      );
      expect({ status, text }).toMatchObject({ status: 403 });
    },
  );
});
