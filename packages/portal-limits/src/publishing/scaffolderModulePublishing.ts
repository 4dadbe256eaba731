import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import bitbucketCloudModule from '@backstage/plugin-scaffolder-backend-module-bitbucket-cloud';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { scaffolderAutocompleteExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { readAllowedWorkspaces } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { limitSuggestions } from './limitSuggestions';
import { limitToWorkspaces } from './limitToWorkspaces';
import { readInit } from './readInit';

/**
 * Backstage's template actions for Bitbucket Cloud, and its suggestions for the form of a template, limited
 * to the workspaces under `scaffolder.bitbucketCloud.workspaces`.
 *
 * The actions use the token of the portal. The form of a template restricts the target only in the
 * browser, so each action also checks its input on the server.
 *
 * @public
 */
export const scaffolderModulePublishing = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'bitbucketCloud',
  register(reg) {
    reg.registerInit({
      deps: {
        autocomplete: scaffolderAutocompleteExtensionPoint,
        config: coreServices.rootConfig,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ autocomplete, config, scaffolder }) {
        const allowed = readAllowedWorkspaces(config);
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
              scaffolder.addActions(
                ...actions.map(action => limitToWorkspaces(action, allowed)),
              ),
          },
        });
      },
    });
  },
});
