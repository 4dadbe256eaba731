import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleLocations } from './catalogModuleLocations';
import { urlReaderServiceFactory } from './urlReaderServiceFactory';

/**
 * Limits what the backend reads for users from other hosts and from its own disk.
 *
 * @public
 */
export const readingFeatures = createBackendFeatureLoader({
  loader: () => [urlReaderServiceFactory, catalogModuleLocations],
});
