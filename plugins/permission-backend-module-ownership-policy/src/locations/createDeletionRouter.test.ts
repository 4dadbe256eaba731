import {
  type FileServer,
  component,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { type Portal, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(30_000);

const HAS_A_FILE = 'and you cannot unregister that location';

describe('the deletion of an entity', () => {
  let files: FileServer;
  let portal: Portal;

  beforeAll(async () => {
    files = await startFileServer();
    const target = files.serve(
      '/configured.yaml',
      component('configured', 'booking'),
    );
    portal = await startPortal({
      files,
      catalog: { locations: [{ type: 'url', target }] },
    });
  }, 60_000);

  afterAll(async () => {
    await portal?.stop();
    files?.close();
  });

  async function remove(name: string) {
    const uid = await portal.waitForEntity(name);
    return portal.call('DELETE', `/entities/by-uid/${uid}`, 'tomas');
  }

  const refused = {
    status: 403,
    text: expect.stringContaining(HAS_A_FILE),
  };

  it('is rejected if the file of the entity merely claims that it is an orphan', async () => {
    const entity = component('false-orphan', 'booking');
    const annotations = { 'backstage.io/orphan': 'true' };
    await portal.register(
      files.serve(
        '/false-orphan.yaml',
        { ...entity, metadata: { ...entity.metadata, annotations } },
        component('beside-false-orphan', 'platform'),
      ),
      'mira',
    );
    await portal.waitForEntity('beside-false-orphan');
    expect(await remove('false-orphan')).toMatchObject(refused);
  });

  it('is rejected while the owner of another entity of the file is unknown', async () => {
    const { spec, ...invalid } = component('invalid');
    await portal.register(
      files.serve('/unread.yaml', component('valid', 'booking'), {
        ...invalid,
        spec: { owner: 'platform' },
      }),
      'mira',
    );
    expect(await remove('valid')).toMatchObject(refused);
  });

  it('is rejected for a configured file', async () => {
    expect(await remove('configured')).toMatchObject(refused);
  });
});
