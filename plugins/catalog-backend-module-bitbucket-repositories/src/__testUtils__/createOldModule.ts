import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
  locationSpecToLocationEntity,
} from '@backstage/plugin-catalog-node';
import { WORKSPACE } from './startRepositories';

const NAME = 'bitbucketCloud-provider:old';

/** A module that sends the same Locations as Backstage's own module. */
export function createOldModule(slugs: string[]) {
  let connection: EntityProviderConnection | undefined;
  const send = async (current: string[]) => {
    await connection?.applyMutation({
      type: 'full',
      entities: current.map(slug => ({
        locationKey: NAME,
        entity: locationSpecToLocationEntity({
          location: {
            type: 'url',
            target: `https://bitbucket.org/${WORKSPACE}/${slug}/src/main/catalog-info.yaml`,
            presence: 'required',
          },
        }),
      })),
    });
  };
  const feature = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bitbucket-cloud-entity-provider',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => NAME,
            connect: async each => {
              connection = each;
              await send(slugs);
            },
          });
        },
      });
    },
  });
  return { feature, send };
}
