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
        const integrations = ScmIntegrations.fromConfig(config);
        // They come before the limits of requests too.
        const readBody = createBodyReader(config);
        httpRouter.use(createValidationRouter(readBody));
        httpRouter.use(createTargetRouter(integrations, readBody));
        processing.addProcessor(new SourceLocationProcessor());
      },
    });
  },
});
