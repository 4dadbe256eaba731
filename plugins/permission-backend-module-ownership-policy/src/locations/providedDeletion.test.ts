import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  component,
  type FileServer,
  startFileServer,
} from '../__testUtils__/startFileServer';
import { type Portal, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

/** Adds an entity without a file, such as the Component of a repository without a catalog file. */
function providerOf(name: string, page: string) {
  const entity = component(name, 'booking');
  const annotations = {
    'backstage.io/managed-by-location': `url:${page}`,
    'backstage.io/managed-by-origin-location': `url:${page}`,
  };
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'provider-of-test',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'provider-of-test',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: [
                  {
                    locationKey: 'provider-of-test',
                    entity: {
                      ...entity,
                      metadata: { ...entity.metadata, annotations },
                    },
                  },
                ],
              }),
          });
        },
      });
    },
  });
}

describe('the deletion of an entity that an entity provider adds', () => {
  let files: FileServer;
  let portal: Portal;
  let page: string;

  beforeAll(async () => {
    files = await startFileServer();
    page = files.urlOf('/acme/repository');
    portal = await startPortal({
      files,
      features: [providerOf('provided', page)],
    });
  });

  afterAll(async () => {
    await portal?.stop();
    files?.close();
  });

  it('is rejected, even if an owner registers the URL of the entity as a location', async () => {
    const uid = await portal.waitForEntity('provided');
    await portal.register(page, 'tomas');
    const a = await portal.call('DELETE', `/entities/by-uid/${uid}`, 'tomas');
    expect(a).toMatchObject({ status: 403 });
    expect(await portal.waitForEntity('provided')).toBe(uid);
  });
});
