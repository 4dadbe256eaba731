import { createPlugin } from '@backstage/core-plugin-api';

/**
 * The plugin, for apps of the legacy front-end system.
 *
 * @public
 */
export const bitbucketCloudPlugin = createPlugin({ id: 'bitbucket-cloud' });
