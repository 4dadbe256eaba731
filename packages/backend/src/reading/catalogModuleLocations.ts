import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createTargetRouter } from './createTargetRouter';
import { createValidationRouter } from './createValidationRouter';
import { SourceLocationProcessor } from './SourceLocationProcessor';

/**
 * Keeps users from having the catalog read files of the backend itself, and from registering a URL in
 * a spelling that the rules of the catalog misunderstand.
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
      // Backstage starts modules before their plugin, so these routers come before the one of the catalog.
      async init({ config, httpRouter, processing }) {
        httpRouter.use(createValidationRouter());
        httpRouter.use(createTargetRouter(ScmIntegrations.fromConfig(config)));
        processing.addProcessor(new SourceLocationProcessor());
      },
    });
  },
});
