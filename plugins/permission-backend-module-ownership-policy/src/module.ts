import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { createLocationGuard } from './createLocationGuard';
import { OwnershipPolicy } from './OwnershipPolicy';
import { readAdministrators } from './readAdministrators';

const permissionModule = createBackendModule({
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

const catalogModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'location-guard',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      // Modules come before their plugin, so this comes before the routes of the catalog.
      async init({ auth, catalog, httpAuth, httpRouter, permissions }) {
        httpRouter.use(
          createLocationGuard({
            catalog,
            httpAuth,
            permissions,
            getOwnCredentials: () => auth.getOwnServiceCredentials(),
          }),
        );
      },
    });
  },
});

/**
 * Adds the {@link OwnershipPolicy} to the permission backend, and to the catalog what the policy
 * cannot see from there: whose a registered location is.
 *
 * @public
 */
export const ownershipPolicyFeatures = createBackendFeatureLoader({
  *loader() {
    yield permissionModule;
    yield catalogModule;
  },
});
