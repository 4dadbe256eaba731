import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
} from './bitbucketAuthApis';

const bitbucketAuthConnectorApi = ApiBlueprint.make({
  name: 'bitbucket-auth-connector',
  params: defineParams => defineParams(bitbucketAuthConnectorApiFactory),
});

// The name of the app plugin's own extension, which this one replaces.
const bitbucketAuthApi = ApiBlueprint.make({
  name: 'bitbucket-auth',
  params: defineParams => defineParams(bitbucketAuthApiFactory),
});

/**
 * Replaces `api:app/bitbucket-auth` and adds `api:app/bitbucket-auth-connector`, for apps on the new
 * front-end system: `createApp({ features: [bitbucketSignInModule] })`.
 *
 * @public
 */
export const bitbucketSignInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [bitbucketAuthConnectorApi, bitbucketAuthApi],
});
