import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createBodyReader } from '../requests/createBodyReader';
import { createTargetRouter } from './createTargetRouter';
import { createValidationRouter } from './createValidationRouter';
import { SourceLocationProcessor } from './SourceLocationProcessor';

/**
 * Prevents users from making the catalog read files of the backend, and from registering a URL whose
 * spelling the catalog's rules misinterpret.
 */
export const catalogModuleLocations = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'locations',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        processing: catalogProcessingExtensionPoint,
      },
      // Backstage starts modules before their plugin, so these routers run before the catalog's router.
      async init({ config, httpRouter, processing }) {
        const integrations = ScmIntegrations.fromConfig(config);
        // They also run before the request limits, so they read the body within the limits.
        const readBody = createBodyReader(config);
        httpRouter.use(createValidationRouter(readBody));
        httpRouter.use(createTargetRouter(integrations, readBody));
        processing.addProcessor(new SourceLocationProcessor());
      },
    });
  },
});
