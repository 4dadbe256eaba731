import {
  RootHttpRouterConfigureContext,
  rootHttpRouterServiceFactory,
} from '@backstage/backend-defaults/rootHttpRouter';
import { createGate, RootLifecycle } from './createGate';
import { createRateLimit } from './createRateLimit';
import { redactCallback } from './redactCallback';

/**
 * Makes the HTTP server of the backend survive that Redis is away: probes are answered before
 * anything else, so that no instance is taken for dead, and the limits let requests through. And lets
 * it start and end behind a proxy without anybody noticing: {@link createGate}.
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
    lifecycle,
    logger,
    server,
  } = context;
  const limit = createRateLimit({
    config,
    logger,
    onShutdown: close => lifecycle.addShutdownHook(close),
  });
  if (limit) {
    context.middleware.rateLimit = () => limit;
  }
  const gate = createGate({
    config,
    // It is the one of the whole backend, which Backstage's type does not tell.
    lifecycle: lifecycle as typeof lifecycle & RootLifecycle,
    server,
  });
  app.use(healthRouter);
  app.use(redactCallback);
  app.use(gate);
  applyDefaults();
}

/** The HTTP server of the backend; see {@link configureRootHttpRouter}. */
export default rootHttpRouterServiceFactory({
  configure: configureRootHttpRouter,
});
