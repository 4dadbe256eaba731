import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { createEntityDataParser } from './createEntityDataParser';
import { DryRunBudgets } from './DryRunBudgets';
import { EntityLimitProcessor } from './EntityLimitProcessor';
import { LocationReader } from './LocationReader';
import { createPlaceholderResolvers } from './placeholderResolvers';
import { readLimits } from '../limits/readLimits';
import { workQueueServiceRef } from '../workQueue';

/** Limits what the catalog reads from files. */
export const catalogModuleFileLimits = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'file-limits',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
        reader: coreServices.urlReader,
        runInTurn: workQueueServiceRef,
      },
      async init(deps) {
        const { config, database, httpRouter, logger, model, ...others } = deps;
        const { processing, reader, runInTurn } = others;
        const limits = readLimits(config);
        const dryRuns = new DryRunBudgets(limits);
        httpRouter.use(dryRuns.createRouter());
        model.setEntityDataParser(createEntityDataParser(limits, runInTurn));
        const { json, text, yaml } = createPlaceholderResolvers(
          limits,
          dryRuns,
          runInTurn,
        );
        processing.addPlaceholderResolver('json', json);
        processing.addPlaceholderResolver('text', text);
        processing.addPlaceholderResolver('yaml', yaml);
        processing.addProcessor(new EntityLimitProcessor(limits));
        processing.addProcessor(
          LocationReader.fromConfig(config, {
            database,
            dryRuns,
            logger,
            reader,
            runInTurn,
          }),
        );
      },
    });
  },
});
