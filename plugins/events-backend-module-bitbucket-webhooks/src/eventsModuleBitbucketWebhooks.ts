import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { DeliveryLog } from './audit/DeliveryLog';
import { readBitbucketWebhooksConfig } from './config/webhooksConfig';
import { BodyReader } from './http/BodyReader';
import { WorkTurns } from './http/WorkTurns';
import {
  createWebhookRouter,
  WEBHOOK_PATH,
  type WebhookRouterOptions,
} from './http/createWebhookRouter';
import { HandledDeliveries } from './store/HandledDeliveries';

/** Adds the endpoint for webhooks to the events plugin. */
export const eventsModuleBitbucketWebhooks = createBackendModule({
  pluginId: 'events',
  moduleId: 'bitbucket-webhooks',
  register(reg) {
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { database, events, httpRouter, logger, scheduler } = deps;
        const endpoint: { options?: WebhookRouterOptions } = {};
        // Before the configuration is read: the endpoint stays closed even if a backend ignores that the
        // module failed.
        httpRouter.use(createWebhookRouter(() => endpoint.options));
        httpRouter.addAuthPolicy({
          path: WEBHOOK_PATH,
          allow: 'unauthenticated',
        });
        const config = readBitbucketWebhooksConfig(deps.config);
        if (!config) {
          return;
        }
        const deliveries = await HandledDeliveries.open(database);
        await scheduler.scheduleTask({
          id: 'bitbucket-webhooks-cleanup',
          frequency: { hours: 1 },
          timeout: { minutes: 5 },
          initialDelay: { minutes: 1 },
          fn: () => deliveries.clean(),
        });
        const log = new DeliveryLog(deps);
        const reader = new BodyReader();
        endpoint.options = {
          config,
          deliveries,
          events,
          log,
          logger,
          reader,
          turns: new WorkTurns(),
        };
      },
    });
  },
});
