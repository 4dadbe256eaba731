// A process of the benchmark: a backend with catalog, sign-in and the workspace module, which runs on
// request. Arguments: workspaceBackend.mts --config FILE
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { tellReady } from './messages.mts';
import { completeCatalog, type CatalogDatabase } from './workspaceCatalog.mts';

/** The result of a run. */
export interface WorkspaceRun {
  seconds: number;
  /** Memory of the process before the run, and its peak during the run, in megabytes. */
  memoryBefore: number;
  memoryPeak: number;
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

const tasks = new Map<string, Task['fn']>();
let database: CatalogDatabase;

const backend = createBackend();
backend.add(require('@backstage/plugin-catalog-backend').default);
backend.add(require('@backstage/plugin-auth-backend').default);
backend.add(
  require('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider')
    .default,
);
backend.add(
  require('@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace')
    .default,
);
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
        deps: { service: coreServices.database },
        async init({ service }) {
          database = await service.getClient();
        },
      });
    },
  }),
);

function memory(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}

async function run(): Promise<WorkspaceRun> {
  const refresh = tasks.get('BitbucketWorkspaceEntityProvider:bench:refresh')!;
  (globalThis as { gc?: () => void }).gc?.();
  const memoryBefore = memory();
  let memoryPeak = memoryBefore;
  const sampling = setInterval(() => {
    memoryPeak = Math.max(memoryPeak, memory());
  }, 20);
  const startedAt = performance.now();
  try {
    await refresh(new AbortController().signal);
  } finally {
    clearInterval(sampling);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, memoryBefore, memoryPeak: Math.max(memoryPeak, memory()) };
}

const handlers: Record<string, () => Promise<unknown>> = {
  run,
  complete: () => completeCatalog(database),
};
process.on('message', ({ question = '' }: { question?: string }) => {
  handlers[question]?.().then(tellReady, error => {
    // The parent process detects the exit and shows the output.
    console.error(error);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit());

await backend.start();
tellReady(undefined);
