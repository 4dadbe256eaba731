import { type BackendFeature } from '@backstage/backend-plugin-api';
import type { ScaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { ScaffolderAutocompleteExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { type Config } from '@backstage/config';

/** The dependencies with which Backstage's module for Bitbucket Cloud adds its actions. */
export interface ModuleDependencies {
  autocomplete: ScaffolderAutocompleteExtensionPoint;
  config: Config;
  scaffolder: ScaffolderActionsExtensionPoint;
}

/**
 * Returns the function with which a scaffolder module registers its actions.
 *
 * The package exports only three of its four actions, so the portal cannot create them one by one.
 *
 * @seam The internal structure of a backend module, and the dependencies of this module:
 * https://github.com/backstage/backstage/blob/master/packages/backend-plugin-api/src/wiring/createBackendModule.ts
 *
 * @throws Error if the structure is different, so that no action is registered without its check
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
      'The module @backstage/plugin-scaffolder-backend-module-bitbucket-cloud does not have the structure that this portal expects, so the portal did not add its template actions. Adapt packages/portal-limits/src/publishing/readInit.ts to the new version.',
    );
  }
  return async dependencies => init!.func(dependencies);
}
