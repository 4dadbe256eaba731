import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModulePublishing } from './catalogModulePublishing';
import { scaffolderModulePublishing } from './scaffolderModulePublishing';

/**
 * Template actions for Bitbucket Cloud, limited to the workspaces under `scaffolder.bitbucketCloud.workspaces`. If the
 * portal has no credentials for them, the form of a template contains a note.
 *
 * @public
 */
export const publishingFeatures = createBackendFeatureLoader({
  loader: () => [scaffolderModulePublishing, catalogModulePublishing],
});
