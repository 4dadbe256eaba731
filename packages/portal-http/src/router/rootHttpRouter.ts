import {
  createHealthRouter,
  createHttpServer,
  DefaultRootHttpRouter,
  MiddlewareFactory,
  readHttpServerOptions,
  type RootHttpRouterConfigureContext,
} from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import express from 'express';
import { createGate, type RootLifecycle } from '../gate/createGate';
import { applyHttpSettings } from './applyHttpSettings';
import { createRateLimit } from './createRateLimit';
import { limitCookieToSite } from './limitCookieToSite';
import { onlyKnownServiceRoutes } from './onlyKnownServiceRoutes';
import { redactCallback } from './redactCallback';
import { refuseAmbiguousUrls } from './refuseAmbiguousUrls';
import { refuseDeepQueries } from './refuseDeepQueries';
import { refuseLongContentTypes } from './refuseLongContentTypes';
import { refusePipelining } from './refusePipelining';
import { refuseUnreadableUrls } from './refuseUnreadableUrls';
import { serveUpgrades } from './upgrades';

/** The paths that accept WebSockets. deploy/proxy/nginx.conf has the same list. */
const WEB_SOCKET_PATHS = ['/api/signals'];

/**
 * Adds the handlers of all requests to the Express app, in the order of Backstage's own router.
 *
 * The server responds to probes before all other handlers, and the rate limits accept requests while
 * Redis is unavailable. {@link createGate} starts and stops the server behind a proxy without failed
 * requests. {@link serveUpgrades} passes upgrade requests through the same handlers as other requests.
 *
 * @returns a function that stops the server
 */
export function addHandlers(
  context: Omit<
    RootHttpRouterConfigureContext,
    'applyDefaults' | 'lifecycle'
  > & {
    /** The lifecycle of the whole backend. */
    lifecycle: RootHttpRouterConfigureContext['lifecycle'] & RootLifecycle;
  },
): () => Promise<void> {
  const { app, config, lifecycle, logger, middleware, server } = context;
  const limit = createRateLimit({
    config,
    logger,
    onShutdown: close => lifecycle.addShutdownHook(close),
  });
  const refuseUpgrades = serveUpgrades({
    app,
    lifecycle,
    paths: WEB_SOCKET_PATHS,
    server,
  });
  const gate = createGate({ config, lifecycle, server });
  app.use(refusePipelining());
  app.use(context.healthRouter);
  app.use(redactCallback);
  app.use(gate.handler);
  app.use(middleware.helmet());
  app.use(middleware.cors());
  app.use(middleware.compression());
  app.use(middleware.logging());
  // A request that a later handler rejects has the security headers, appears in the access log and
  // counts for the rate limit.
  app.use(limit ?? middleware.rateLimit());
  app.use(refuseAmbiguousUrls);
  app.use(refuseUnreadableUrls);
  app.use(refuseDeepQueries);
  app.use(refuseLongContentTypes);
  app.use(onlyKnownServiceRoutes());
  app.use(refuseUpgrades);
  app.use(limitCookieToSite(config));
  app.use(context.routes);
  app.use(middleware.notFound());
  app.use(middleware.error());
  return () => gate.stop();
}

/**
 * The HTTP server of the backend. It responds to health checks while Redis is unavailable, starts and stops
 * behind a proxy without a failed request, limits request rates, and passes upgrade requests through the
 * same handlers as every other request.
 *
 * @public
 */
export const rootHttpRouterServiceFactory = createServiceFactory({
  service: coreServices.rootHttpRouter,
  deps: {
    config: coreServices.rootConfig,
    health: coreServices.rootHealth,
    lifecycle: coreServices.rootLifecycle,
    rootLogger: coreServices.rootLogger,
  },
  async factory({ config, health, lifecycle, rootLogger }) {
    const logger = rootLogger.child({ service: 'rootHttpRouter' });
    const router = DefaultRootHttpRouter.create();
    const app = express();
    const server = await createHttpServer(
      app,
      readHttpServerOptions(config.getOptionalConfig('backend')),
      { logger },
    );
    applyHttpSettings(config, { app, server });
    const stop = addHandlers({
      app,
      config,
      healthRouter: createHealthRouter({ config, health }),
      lifecycle: lifecycle as typeof lifecycle & RootLifecycle,
      logger,
      middleware: MiddlewareFactory.create({ config, logger }),
      routes: router.handler(),
      server,
    });
    lifecycle.addShutdownHook(stop);
    await server.start();
    return router;
  },
});
