import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { createDeletionRouter } from './locations/createDeletionRouter';
import { createLocationRouter } from './locations/createLocationRouter';
import { createUnregisterActionRouter } from './locations/createUnregisterActionRouter';
import { GeneratedNameProcessor } from './locations/GeneratedNameProcessor';
import { LocationHandlers } from './locations/LocationHandlers';
import { LocationOwnership } from './locations/LocationOwnership';
import { LocationRegistrations } from './locations/LocationRegistrations';
import { OwnershipPolicy } from './OwnershipPolicy';
import { readAdministrators } from './readAdministrators';

const permissionModuleOwnershipPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'ownership-policy',
  register(reg) {
    reg.registerInit({
      deps: { config: coreServices.rootConfig, policy: policyExtensionPoint },
      async init({ config, policy }) {
        policy.setPolicy(new OwnershipPolicy(readAdministrators(config)));
      },
    });
  },
});

const catalogModuleLocationOwnership = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'location-ownership',
  register(reg) {
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        processing: catalogProcessingExtensionPoint,
        reader: coreServices.urlReader,
      },
      // Backstage starts modules before their plugin, so these routes run before those of the catalog.
      // They also run before those of its actions, because no module of the catalog adds an action.
      async init({
        config,
        httpRouter,
        permissionsRegistry,
        processing,
        ...deps
      }) {
        const registrations = await LocationRegistrations.create(deps.database);
        const services = {
          ...deps,
          config,
          ownership: new LocationOwnership({
            ...deps,
            permissionsRegistry,
            integrations: ScmIntegrations.fromConfig(config),
            getOwnCredentials: () => deps.auth.getOwnServiceCredentials(),
          }),
          registrations,
          reservations: registrations.createReservations(),
        };
        processing.addProcessor(new GeneratedNameProcessor(deps));
        httpRouter.use(createUnregisterActionRouter(deps));
        httpRouter.use(createDeletionRouter(services));
        httpRouter.use(createLocationRouter(new LocationHandlers(services)));
      },
    });
  },
});

/**
 * Adds the {@link OwnershipPolicy} to the permission backend. Adds routes to the catalog that register a
 * location, unregister it for its owners, and delete an orphan, which a policy cannot decide. Adds a
 * processor that prevents catalog files from using the names of registered locations.
 *
 * The routes store the tables `location_registrations` and
 * `location_target_reservations` in the database of the catalog.
 *
 * @public
 */
export const ownershipPolicyFeatures = createBackendFeatureLoader({
  *loader() {
    yield permissionModuleOwnershipPolicy;
    yield catalogModuleLocationOwnership;
  },
});
