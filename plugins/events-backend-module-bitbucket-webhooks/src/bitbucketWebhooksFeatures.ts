import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import eventsModuleBitbucketCloudEventRouter from '@backstage/plugin-events-backend-module-bitbucket-cloud';
import { eventsModuleBitbucketWebhooks } from './eventsModuleBitbucketWebhooks';

/**
 * Accepts the signed webhooks of the workspaces under `events.modules.bitbucketCloud` at
 * `/api/events/http/bitbucketCloud`, and publishes each once to the topic `bitbucketCloud`.
 *
 * Also adds Backstage's own module, which publishes it to a topic for its event, for example
 * `bitbucketCloud.repo:push`.
 *
 * @public
 */
export const bitbucketWebhooksFeatures = createBackendFeatureLoader({
  loader: () => [
    eventsModuleBitbucketWebhooks,
    eventsModuleBitbucketCloudEventRouter,
  ],
});
