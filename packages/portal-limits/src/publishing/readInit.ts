import { BackendFeature } from '@backstage/backend-plugin-api';
import type { ScaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { ScaffolderAutocompleteExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { Config } from '@backstage/config';

/** What Backstage's module for Bitbucket Cloud adds its actions with. */
export interface ModuleDependencies {
  autocomplete: ScaffolderAutocompleteExtensionPoint;
  config: Config;
  scaffolder: ScaffolderActionsExtensionPoint;
}

/**
 * The function with which a module of the scaffolder registers its actions.
 *
 * The package exports three of its four actions, so they cannot be created one by one.
 *
 * @seam The internal form of a backend module, and the dependencies of this one:
 * https://github.com/backstage/backstage/blob/master/packages/backend-plugin-api/src/wiring/createBackendModule.ts
 *
 * @throws Error when the form is another one, so that no action is registered without its check
 */
export function readInit(
  feature: BackendFeature,
): (dependencies: ModuleDependencies) => Promise<void> {
  const { getRegistrations } = feature as {
    getRegistrations?: () => { init?: { deps: object; func: Function } }[];
  };
  const registrations = getRegistrations?.() ?? [];
  const [init] = registrations.map(each => each.init);
  const names = Object.keys(init?.deps ?? {}).sort();
  if (
    registrations.length !== 1 ||
    names.join() !== 'autocomplete,config,scaffolder'
  ) {
    throw new Error(
      'The module @backstage/plugin-scaffolder-backend-module-bitbucket-cloud has another form than this portal expects, so its template actions were not added. Adapt packages/portal-limits/src/publishing/readInit.ts to the new version.',
    );
  }
  return async dependencies => init!.func(dependencies);
}
