import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import bitbucketCloudModule from '@backstage/plugin-scaffolder-backend-module-bitbucket-cloud';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { scaffolderAutocompleteExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { readAllowedWorkspaces } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createEnablePipelinesAction } from './createEnablePipelinesAction';
import { createEnsureRegisteredAction } from './createEnsureRegisteredAction';
import { createPublishAction } from './createPublishAction';
import { limitSuggestions } from './limitSuggestions';
import { limitToWorkspaces } from './limitToWorkspaces';
import { readInit } from './readInit';
import { requireCredentials } from './requireCredentials';

/**
 * Backstage's template actions for Bitbucket Cloud, and its suggestions for the form of a template, limited
 * to the workspaces under `scaffolder.bitbucketCloud.workspaces`.
 *
 * The actions use the token of the portal. The form of a template restricts the target only in the
 * browser, so each action also checks its input on the server.
 *
 * A run with `publish:bitbucketCloud` can be repeated after a failure. There are two more actions:
 * `bitbucketCloud:pipelines:enable` and `catalog:ensure-registered`.
 */
export const scaffolderModulePublishing = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'bitbucketCloud',
  register(reg) {
    reg.registerInit({
      deps: {
        autocomplete: scaffolderAutocompleteExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ autocomplete, catalog, config, scaffolder }) {
        const allowed = readAllowedWorkspaces(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const [entry] = integrations.bitbucketCloud.list();
        const addActions = (...actions: TemplateAction<any, any, any>[]) =>
          scaffolder.addActions(
            ...actions
              .map(action => requireCredentials(action, entry?.config))
              .map(action => limitToWorkspaces(action, allowed)),
          );
        await readInit(bitbucketCloudModule)({
          autocomplete: {
            addAutocompleteProvider: ({ id, handler }) =>
              autocomplete.addAutocompleteProvider({
                id,
                handler: limitSuggestions(handler, allowed),
              }),
          },
          config,
          scaffolder: {
            addActions: (...actions) =>
              addActions(
                ...actions.map(action =>
                  action.id === 'publish:bitbucketCloud'
                    ? createPublishAction(action, { config, integrations })
                    : action,
                ),
              ),
          },
        });
        addActions(createEnablePipelinesAction(integrations));
        scaffolder.addActions(
          createEnsureRegisteredAction(integrations, catalog),
        );
      },
    });
  },
});
