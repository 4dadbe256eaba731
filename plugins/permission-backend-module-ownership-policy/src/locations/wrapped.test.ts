import { setTimeout } from 'node:timers/promises';
import {
  type FileServer,
  component,
  locationOf,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { type Portal, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

describe('a monorepo of Booking, of which a location of Fleet lists a file', () => {
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

  async function originOf(name: string): Promise<string> {
    const { text } = await portal.call(
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
    const file = files.serve(`/${name}/a.yaml`, component(name, 'booking'));
    const monorepo = await portal.register(
      isListed
        ? files.serve(`/${name}/all.yaml`, locationOf(name, './a.yaml'))
        : file,
      who,
    );
    await portal.waitForEntity(name);
    let version = 0;
    // A change of the file makes the catalog write the origin again.
    const serveWrapper = () => {
      const wrapper = locationOf(`${name}-wrapper`, './a.yaml');
      version += 1;
      return files.serve(`/${name}/wrapper.yaml`, {
        ...wrapper,
        metadata: { ...wrapper.metadata, title: `${version}` },
      });
    };
    const wrapper = await portal.register(serveWrapper(), 'aiko');
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
    expect(await portal.call('DELETE', monorepo, 'aiko')).toMatchObject({
      status: 403,
    });
  });

  it('is not emptied if the file itself is registered', async () => {
    const { monorepo } = await registerBoth('direct', 'aiko', false);
    expect(await portal.call('DELETE', monorepo, 'aiko')).toMatchObject({
      status: 403,
    });
    expect(await portal.call('DELETE', monorepo, 'tomas')).toMatchObject({
      status: 204,
    });
  });

  it('is unregistered by its owner, although an administrator registered it', async () => {
    const { monorepo } = await registerBoth('by-mira', 'mira');
    expect(await portal.call('DELETE', monorepo, 'tomas')).toMatchObject({
      status: 204,
    });
  });

  it.each([
    [
      'a pattern',
      'pattern',
      (name: string) => files.urlOf(`/${name}/*/x.yaml`),
    ],
    [
      'files of which one cannot be read',
      'partly-read',
      (name: string) =>
        files.serve(
          `/${name}/all.yaml`,
          locationOf(name, './fleet/x.yaml', './missing/x.yaml'),
        ),
    ],
  ])(
    'of Booking, %s, is not unregistered by the owner of one of the files',
    async (_, name, targetOf) => {
      await portal.register(
        files.serve(`/${name}/fleet/x.yaml`, component(name, 'fleet')),
        'aiko',
      );
      await portal.waitForEntity(name);
      const location = await portal.register(targetOf(name), 'tomas');
      // The catalog reads it every second, without a visible result.
      await setTimeout(2_500);
      const { status, text } = await portal.call('DELETE', location, 'aiko');
      expect({ status, text }).toMatchObject({ status: 403 });
    },
  );
});
