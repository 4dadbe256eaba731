import {
  RootHttpRouterConfigureContext,
  rootHttpRouterServiceFactory,
} from '@backstage/backend-defaults/rootHttpRouter';
import { createRateLimit } from './createRateLimit';

/**
 * Makes the HTTP server of the backend survive that Redis is away: probes are answered before
 * anything else, so that no instance is taken for dead, and the limits let requests through.
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
  >,
) {
  const { app, applyDefaults, config, healthRouter, lifecycle, logger } =
    context;
  const limit = createRateLimit({
    config,
    logger,
    onShutdown: close => lifecycle.addShutdownHook(close),
  });
  if (limit) {
    context.middleware.rateLimit = () => limit;
  }
  app.use(healthRouter);
  applyDefaults();
}

/** The HTTP server of the backend; see {@link configureRootHttpRouter}. */
export default rootHttpRouterServiceFactory({
  configure: configureRootHttpRouter,
});
