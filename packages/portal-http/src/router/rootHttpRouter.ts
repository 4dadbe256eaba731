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
 * Keeps the HTTP server responsive while Redis is unavailable: it answers probes before all other
 * handlers, and the rate limits let requests pass. {@link createGate} starts and stops the server behind
 * a proxy without failed requests. {@link serveUpgrades} passes upgrade requests through the same
 * handlers as every other request.
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
  // This is the lifecycle of the whole backend. Backstage's type does not declare that.
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
  // the plugins. So a rejected upgrade request has the headers, appears in the access log, and counts
  // for the rate limit.
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
 * The HTTP server of the backend. It answers health checks while Redis is unavailable, starts and stops
 * behind a proxy without a failed request, limits request rates, and passes upgrade requests through the
 * same handlers as every other request.
 *
 * @public
 */
export const rootHttpRouterServiceFactory = createRootHttpRouter({
  configure: configureRootHttpRouter,
});
