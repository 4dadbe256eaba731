// A process of the benchmark: a backend with catalog, sign-in and the ingestion modules. The configured one runs on
// request. Arguments: ingestionBackend.mts --config FILE, with BENCH_MODULE=backstage for Backstage's own module for
// Bitbucket Cloud instead of the modules of this repository.
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { tellReady } from './messages.mts';
import type { PushedFile } from './repositoriesBitbucket.mts';
import { completeCatalog, type CatalogDatabase } from './workspaceCatalog.mts';

/** The result of a run. */
export interface IngestionRun {
  seconds: number;
  /**
   * Memory of the process before the run, and its peak during the run, in megabytes. With `--expose-gc`: memory that is in
   * use, after a garbage collection every second.
   */
  memoryBefore: number;
  memoryPeak: number;
  /** Calls to Bitbucket. Backstage's own module does not count them. */
  calls: number;
  /** Entities of the provider in the catalog after the run. */
  found: number;
}

interface Task {
  id: string;
  fn: (signal: AbortSignal) => Promise<void> | void;
}

const require = createSourceRequire(import.meta.url);

const { createBackend } =
  require('@backstage/backend-defaults') as typeof import('@backstage/backend-defaults');

const { coreServices, createBackendModule, createServiceFactory } =
  require('@backstage/backend-plugin-api') as typeof import('@backstage/backend-plugin-api');

const { eventsServiceRef } =
  require('@backstage/plugin-events-node') as typeof import('@backstage/plugin-events-node');

const { catalogServiceRef } =
  require('@backstage/plugin-catalog-node') as typeof import('@backstage/plugin-catalog-node');

const isBackstage = process.env.BENCH_MODULE === 'backstage';
const tasks = new Map<string, Task['fn']>();
let database: CatalogDatabase;
let push: (file: PushedFile) => Promise<number>;

const backend = createBackend();
backend.add(require('@backstage/plugin-catalog-backend').default);
backend.add(require('@backstage/plugin-auth-backend').default);
backend.add(
  require('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider')
    .default,
);

if (isBackstage) {
  backend.add(
    require('@backstage/plugin-catalog-backend-module-bitbucket-cloud').default,
  );
} else {
  backend.add(
    require('@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace')
      .default,
  );
  backend.add(
    require('@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-repositories')
      .default,
  );
}
// Scheduled work of the backend would distort the results.
backend.add(
  createServiceFactory({
    service: coreServices.scheduler,
    deps: {},
    factory: () => {
      const scheduleTask = async (task: Task) => {
        tasks.set(task.id, task.fn);
      };
      return {
        scheduleTask,
        createScheduledTaskRunner: () => ({ run: scheduleTask }),
        triggerTask: async () => {},
        cancelTask: async () => {},
        getScheduledTasks: async () => [],
      };
    },
  }),
);
backend.add(
  createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bench-database',
    register(reg) {
      reg.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          events: eventsServiceRef,
          service: coreServices.database,
        },
        async init({ auth, catalog, events, service }) {
          database = await service.getClient();
          push = async ({ entityRef, event }) => {
            const credentials = await auth.getOwnServiceCredentials();
            const startedAt = performance.now();
            await events.publish(event);
            while (
              !(await catalog.getEntityByRef(entityRef, { credentials }))
            ) {
              await new Promise(resolve => setTimeout(resolve, 20));
            }
            return performance.now() - startedAt;
          };
        },
      });
    },
  }),
);

const { gc } = globalThis;

function memory(): number {
  gc?.();
  const { external, heapUsed, rss } = process.memoryUsage();
  return (gc ? heapUsed + external : rss) / 1024 / 1024;
}

async function countCalls(): Promise<number> {
  if (isBackstage) {
    return 0;
  }
  const [{ calls }] = await database('bitbucket_cloud_calls').sum({
    calls: 'calls',
  });
  return Number(calls);
}

async function countFound(): Promise<number> {
  const [{ found }] = await database('refresh_state_references')
    .whereNotNull('source_key')
    .count({ found: '*' });
  return Number(found);
}

/** The catalog processes all entities once, although they are not due. */
async function reprocess(): Promise<void> {
  const now = () => database.fn.now();
  await database('refresh_state').update({ next_update_at: now() });
  const isDue = () =>
    database('refresh_state').where('next_update_at', '<=', now()).first();
  while (await isDue()) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function run(): Promise<IngestionRun> {
  const callsBefore = await countCalls();
  const [, refresh] = [...tasks].find(([id]) => id.endsWith(':bench:refresh'))!;
  const memoryBefore = memory();
  let memoryPeak = memoryBefore;
  let sampling: NodeJS.Timeout;
  const sample = () => {
    const sampledAt = performance.now();
    memoryPeak = Math.max(memoryPeak, memory());
    // On a busy machine, a garbage collection can take longer than a second.
    const took = performance.now() - sampledAt;
    sampling = setTimeout(sample, gc ? Math.max(1000, 9 * took) : 20);
  };
  sampling = setTimeout(sample, gc ? 1000 : 20);
  const startedAt = performance.now();
  try {
    await refresh(new AbortController().signal);
  } finally {
    clearTimeout(sampling);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    seconds,
    memoryBefore,
    memoryPeak: Math.max(memoryPeak, memory()),
    calls: (await countCalls()) - callsBefore,
    found: await countFound(),
  };
}

const handlers: Record<string, (argument: never) => Promise<unknown>> = {
  run,
  complete: () => completeCatalog(database),
  calls: countCalls,
  reprocess,
  /** Publishes the event of a push, and returns the milliseconds until the catalog has the new entity. */
  push: (file: PushedFile) => push(file),
};
process.on('message', (message: { question?: string; argument: never }) => {
  const { argument, question = '' } = message;
  handlers[question]?.(argument).then(tellReady, error => {
    // The parent process detects the exit and shows the output.
    console.error(error);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit());

await backend.start().catch(error => {
  console.error(error);
  process.exit(1);
});
tellReady(undefined);
