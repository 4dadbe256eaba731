import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleFileLimits } from './catalogFile/catalogModuleFileLimits';
import { catalogModuleLocationKeys } from './locationKey/catalogModuleLocationKeys';
import { requestLimitModules } from './requestLimitModules';
import { searchModuleStorableTexts } from './search/searchModuleStorableTexts';

/**
 * Limits for everything that users send to the portal. Their keys are under `backend.limits` in config.d.ts.
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
