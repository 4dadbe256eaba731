import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleLocations } from './catalogModuleLocations';
import { urlReaderServiceFactory } from './urlReaderServiceFactory';

/** What the backend reads for users, from other hosts and from its own disk. */
export default createBackendFeatureLoader({
  loader: () => [urlReaderServiceFactory, catalogModuleLocations],
});
