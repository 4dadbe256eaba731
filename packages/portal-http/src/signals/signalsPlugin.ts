import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { randomUUID } from 'node:crypto';
import { createRouter } from './createRouter';
import { connectionLimits, readConnectionCounts } from './limits';
import { SignalHub } from './SignalHub';

/**
 * Delivers signals, for example of notifications, to open pages over WebSockets.
 *
 * It replaces `@backstage/plugin-signals-backend`, which accepts an unlimited number of connections,
 * without a token, from every origin, with messages of up to 100 MiB. Pages and other plugins use it in
 * the same way.
 *
 * @public
 */
export const signalsPlugin = createBackendPlugin({
  pluginId: 'signals',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        userInfo: coreServices.userInfo,
      },
      async init({
        auth,
        config,
        events,
        httpRouter,
        lifecycle,
        logger,
        userInfo,
      }) {
        const hub = new SignalHub(connectionLimits);
        lifecycle.addShutdownHook(() => hub.close());
        httpRouter.use(
          createRouter({
            auth,
            config,
            counts: readConnectionCounts(config),
            hub,
            limits: connectionLimits,
            userInfo,
          }),
        );
        // The router authenticates requests: the page sends its token in a header that only this plugin
        // reads.
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        await events.subscribe({
          // Each instance must receive every signal: instances with the same id would share them.
          id: `signals-${randomUUID()}`,
          topics: ['signals'],
          async onEvent({ eventPayload }) {
            if (!hub.deliver(eventPayload)) {
              logger.warn(
                'Ignored an event of the topic signals without a signal.',
              );
            }
          },
        });
      },
    });
  },
});
