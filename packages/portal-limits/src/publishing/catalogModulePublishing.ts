import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { TemplateNoteProcessor } from './TemplateNoteProcessor';

/** Adds a note to templates that cannot work, because the portal has no access to Bitbucket. */
export const catalogModulePublishing = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'publishing',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ config, processing }) {
        processing.addProcessor(TemplateNoteProcessor.fromConfig(config));
      },
    });
  },
});
