import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { scaffolderAutocompleteExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';

/** A scaffolder that only collects what modules add to it. */
export function captureActions(
  actions: Map<string, TemplateAction<any, any, any>>,
  providers: string[] = [],
) {
  return createBackendPlugin({
    pluginId: 'scaffolder',
    register(reg) {
      reg.registerExtensionPoint(scaffolderActionsExtensionPoint, {
        addActions: (...added) =>
          added.forEach(action => actions.set(action.id, action)),
      });
      reg.registerExtensionPoint(scaffolderAutocompleteExtensionPoint, {
        addAutocompleteProvider: ({ id }) => providers.push(id),
      });
      reg.registerInit({ deps: {}, async init() {} });
    },
  });
}
