import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createValidationRouter } from './createValidationRouter';
import { SourceLocationProcessor } from './SourceLocationProcessor';

/** Keeps users from having the catalog read files of the backend itself. */
export const catalogModuleLocations = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'locations',
  register(reg) {
    reg.registerInit({
      deps: {
        httpRouter: coreServices.httpRouter,
        processing: catalogProcessingExtensionPoint,
      },
      // Backstage starts modules before their plugin, so this router comes before the one of the catalog.
      async init({ httpRouter, processing }) {
        httpRouter.use(createValidationRouter());
        processing.addProcessor(new SourceLocationProcessor());
      },
    });
  },
});
