import {
  RootHttpRouterConfigureContext,
  rootHttpRouterServiceFactory as createRootHttpRouter,
} from '@backstage/backend-defaults/rootHttpRouter';
import { Router } from 'express';
import { createGate, RootLifecycle } from '../gate/createGate';
import { createRateLimit } from './createRateLimit';
import { limitCookieToSite } from './limitCookieToSite';
import { onlyKnownServiceRoutes } from './onlyKnownServiceRoutes';
import { redactCallback } from './redactCallback';
import { refuseAmbiguousUrls } from './refuseAmbiguousUrls';
import { refuseLongContentTypes } from './refuseLongContentTypes';
import { refuseUnreadableUrls } from './refuseUnreadableUrls';
import { serveUpgrades } from './upgrades';

/** The paths that accept WebSockets. deploy/proxy/nginx.conf has the same list. */
const WEB_SOCKET_PATHS = ['/api/signals'];

/**
 * Makes the HTTP server of the backend survive that Redis is away: probes are answered before
 * anything else, so that no instance is taken for dead, and the limits let requests through. And lets
 * it start and end behind a proxy without a failed request: {@link createGate}. Upgrade requests pass
 * through the same handlers as every other request: {@link serveUpgrades}.
 */
export function configureRootHttpRouter(
  context: Pick<
    RootHttpRouterConfigureContext,
    | 'app'
    | 'applyDefaults'
    | 'config'
    | 'healthRouter'
    | 'lifecycle'
    | 'logger'
    | 'middleware'
    | 'server'
  >,
) {
  const {
    app,
    applyDefaults,
    config,
    healthRouter,
    logger,
    middleware,
    server,
  } = context;
  // It is the one of the whole backend, which Backstage's type does not tell.
  const lifecycle = context.lifecycle as typeof context.lifecycle &
    RootLifecycle;
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
  // @seam `applyDefaults` uses this handler after the security headers and the access log, and before
  // the plugins. So a refused upgrade has the headers, is logged and is counted.
  // https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/rootHttpRouter/rootHttpRouterServiceFactory.ts
  const handlers = Router().use(
    limit ?? middleware.rateLimit(),
    refuseAmbiguousUrls,
    refuseUnreadableUrls,
    refuseLongContentTypes,
    onlyKnownServiceRoutes(),
    refuseUpgrades,
    limitCookieToSite(config),
  );
  middleware.rateLimit = () => handlers;
  const gate = createGate({ config, lifecycle, server });
  app.use(healthRouter);
  app.use(redactCallback);
  app.use(gate);
  applyDefaults();
}

/**
 * The HTTP server of the backend. It answers health checks while Redis is away, starts and ends behind a proxy without a
 * failed request, limits rates, and passes upgrade requests through the same handlers as every other request.
 *
 * @public
 */
export const rootHttpRouterServiceFactory = createRootHttpRouter({
  configure: configureRootHttpRouter,
});
