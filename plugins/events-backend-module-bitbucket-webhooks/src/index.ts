/**
 * Receives the signed webhooks of a Bitbucket Cloud workspace, and publishes them as Backstage events.
 *
 * @packageDocumentation
 */
export { bitbucketWebhooksFeatures as default } from './bitbucketWebhooksFeatures';
export {
  findBitbucketWebhooksConfigProblems,
  readBitbucketWebhooksConfig,
  type BitbucketWebhooksConfig,
} from './config/webhooksConfig';
export type { BitbucketWorkspaceName } from './model/BitbucketWorkspaceName';
export { BITBUCKET_WEBHOOK_EVENTS } from './model/webhookEvents';
