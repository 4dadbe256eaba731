import {
  RootHttpRouterConfigureContext,
  rootHttpRouterServiceFactory,
} from '@backstage/backend-defaults/rootHttpRouter';

/**
 * Answers probes before anything else of the HTTP server does.
 *
 * By default they come after the limits, which wait for Redis: where that does not answer, every
 * instance would be taken for dead and be restarted, again and again.
 */
export function configureProbesFirst({
  app,
  applyDefaults,
  healthRouter,
}: Pick<
  RootHttpRouterConfigureContext,
  'app' | 'applyDefaults' | 'healthRouter'
>) {
  app.use(healthRouter);
  applyDefaults();
}

/** The HTTP server of the backend, with {@link configureProbesFirst}. */
export default rootHttpRouterServiceFactory({
  configure: configureProbesFirst,
});
