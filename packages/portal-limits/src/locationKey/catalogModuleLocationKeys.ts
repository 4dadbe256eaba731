import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { migrateLocationKeys } from './migrateLocationKeys';

/**
 * Migrates the location keys of entities from earlier versions.
 *
 * @seam Backstage starts the modules of a plugin before the plugin, so the catalog processes nothing yet:
 * https://backstage.io/docs/backend-system/architecture/modules/
 * @seamTest packages/portal-limits/src/locationKey/migrateLocationKeys.test.ts
 */
export const catalogModuleLocationKeys = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'location-keys',
  register(reg) {
    reg.registerInit({
      deps: { database: coreServices.database, logger: coreServices.logger },
      async init({ database, logger }) {
        const changed = await migrateLocationKeys(await database.getClient());
        if (changed > 0) {
          logger.info(
            `Changed the location keys of ${changed} entities to those of this version.`,
          );
        }
      },
    });
  },
});
