import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleFileLimits } from './catalogFile/catalogModuleFileLimits';
import { catalogModuleLocationKeys } from './locationKey/catalogModuleLocationKeys';
import { requestLimitModules } from './requestLimitModules';
import { searchModuleStorableTexts } from './search/searchModuleStorableTexts';

/**
 * Limits for all data that users send to the portal.
 * `config.d.ts` lists their keys under `backend.limits`.
 *
 * @public
 */
export const limitFeatures = createBackendFeatureLoader({
  loader: () => [
    catalogModuleFileLimits,
    searchModuleStorableTexts,
    catalogModuleLocationKeys,
    ...requestLimitModules,
  ],
});
