import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { createEntityDataParser } from './createEntityDataParser';
import { EntityLimitProcessor } from './EntityLimitProcessor';
import { createPlaceholderResolvers } from './placeholderResolvers';
import { readLimits } from '../limits';

/** Limits what the catalog reads from files. */
export const catalogModuleFileLimits = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'file-limits',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ config, model, processing }) {
        const limits = readLimits(config);
        model.setEntityDataParser(createEntityDataParser(limits));
        const { json, text, yaml } = createPlaceholderResolvers(limits);
        processing.addPlaceholderResolver('json', json);
        processing.addPlaceholderResolver('text', text);
        processing.addPlaceholderResolver('yaml', yaml);
        processing.addProcessor(new EntityLimitProcessor(limits));
      },
    });
  },
});
