import { createPlugin } from '@backstage/core-plugin-api';
import { bitbucketSessionsApiFactory } from './sessions/api/bitbucketSessionsApiFactory';

/**
 * The plugin, for apps of the legacy front-end system. It provides the API for sessions.
 *
 * @public
 */
export const bitbucketAuthPlugin = createPlugin({
  id: 'bitbucket-auth',
  apis: [bitbucketSessionsApiFactory],
});
