import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { ConflictError } from '@backstage/errors';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { addBitbucketWorkspaces } from './addBitbucketWorkspaces';
import { bitbucketWorkspaceTransformExtensionPoint } from './transformExtensionPoint';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from './model/transformers';

/**
 * Imports the members of the workspaces under `catalog.providers.bitbucketWorkspace` into the catalog.
 *
 * @public
 */
export const catalogModuleBitbucketWorkspace = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'bitbucket-workspace',
  register(reg) {
    let userTransformer: BitbucketUserTransformer | undefined;
    let groupTransformer: BitbucketGroupTransformer | undefined;
    reg.registerExtensionPoint(bitbucketWorkspaceTransformExtensionPoint, {
      setUserTransformer(transformer) {
        if (userTransformer) {
          throw new ConflictError(
            'A user transformer of the Bitbucket workspaces is already set. Only one module can set it.',
          );
        }
        userTransformer = transformer;
      },
      setGroupTransformer(transformer) {
        if (groupTransformer) {
          throw new ConflictError(
            'A group transformer of the Bitbucket workspaces is already set. Only one module can set it.',
          );
        }
        groupTransformer = transformer;
      },
    });
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        await addBitbucketWorkspaces({
          ...deps,
          userTransformer,
          groupTransformer,
        });
      },
    });
  },
});
