import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
  locationSpecToLocationEntity,
} from '@backstage/plugin-catalog-node';
import { WORKSPACE } from './startRepositories';

const NAME = 'bitbucketCloud-provider:old';

/** Sends the same Locations as Backstage's own module. */
export function createOldModule(slugs: string[]) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bitbucket-cloud-entity-provider',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => NAME,
            connect: (connection: EntityProviderConnection) =>
              connection.applyMutation({
                type: 'full',
                entities: slugs.map(slug => ({
                  locationKey: NAME,
                  entity: locationSpecToLocationEntity({
                    location: {
                      type: 'url',
                      target: `https://bitbucket.org/${WORKSPACE}/${slug}/src/main/catalog-info.yaml`,
                      presence: 'required',
                    },
                  }),
                })),
              }),
          });
        },
      });
    },
  });
}
