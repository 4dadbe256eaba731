// Runs a function with the database of a plugin, configured like the backend, without the other parts of
// the backend.
import type { LoggerService, ServiceRef } from '@backstage/backend-plugin-api';
import { describeFailure, describeStartFailure } from './describeFailure.mts';
import { createSourceRequire } from './workspace.mts';

const require = createSourceRequire(import.meta.url);

const { createBackend } =
  require('@backstage/backend-defaults') as typeof import('@backstage/backend-defaults');
const { coreServices, createBackendPlugin, createServiceFactory } =
  require('@backstage/backend-plugin-api') as typeof import('@backstage/backend-plugin-api');

type CoreServices = typeof coreServices;

export interface RunOptions<TDeps extends Record<string, unknown>> {
  pluginId: string;
  logger: LoggerService;
  deps(services: CoreServices): {
    [name in keyof TDeps]: ServiceRef<TDeps[name]>;
  };
  run(deps: TDeps): Promise<void>;
}

/** Runs the function and exits: with 0, or with 1 after printing an error. */
export function runAsPlugin<TDeps extends Record<string, unknown>>(
  options: RunOptions<TDeps>,
): void {
  const fail = (error: unknown) => {
    console.error(describeFailure(error));
    process.exit(1);
  };
  // The framework prints the sources of the configuration. The output must only contain that of the
  // function.
  const { log } = console;
  console.log = console.error;
  const plugin = createBackendPlugin({
    pluginId: options.pluginId,
    register(reg) {
      reg.registerInit({
        deps: options.deps(coreServices) as Record<string, ServiceRef<unknown>>,
        // Not thrown: the framework would report the plugin and not the reason.
        async init(deps) {
          console.log = log;
          await options.run(deps as TDeps).catch(fail);
        },
      });
    },
  });
  const backend = createBackend();
  for (const [service, implementation] of [
    [coreServices.rootLogger, options.logger],
    // The portal may be running on the same port.
    [coreServices.rootHttpRouter, { use: () => {} }],
  ] as [ServiceRef<unknown, 'root'>, unknown][]) {
    backend.add(
      createServiceFactory({
        service,
        deps: {},
        factory: () => implementation,
      }),
    );
  }
  backend.add(plugin);
  backend.start().then(
    () => process.exit(0),
    error => fail(new Error(describeStartFailure(error))),
  );
}
