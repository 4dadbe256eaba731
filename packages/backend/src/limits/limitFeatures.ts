import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleFileLimits } from './catalogFile/catalogModuleFileLimits';
import { catalogModuleLocationKeys } from './locationKey/catalogModuleLocationKeys';
import { requestLimitModules } from './requests/requestLimitModules';
import { searchModuleStorableTexts } from './searchModuleStorableTexts';

/** The limits of everything that users send to the portal: {@link limitTable}. */
export const limitFeatures = createBackendFeatureLoader({
  loader: () => [
    catalogModuleFileLimits,
    searchModuleStorableTexts,
    catalogModuleLocationKeys,
    ...requestLimitModules,
  ],
});
