import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import type { IngestionRun } from './ingestionBackend.mts';
import { helpers } from './ingestionBench.mts';
import type {
  PushedFile,
  RepositoriesBitbucket,
  RepositoriesPlace,
} from './repositoriesBitbucket.mts';
import type { ModuleName } from './repositoriesModules.mts';
import { openBenchDatabase, type DatabaseName } from './workspaceDatabases.mts';

/** What is measured. */
export interface RepositoriesCase {
  module: ModuleName;
  database: DatabaseName;
  repositories: number;
  place: RepositoriesPlace;
}

export interface RepositoriesPortalOptions {
  measured: RepositoriesCase;
  folder: string;
  /** Under `catalog.processingInterval`. */
  processingInterval: false | object;
}

function consumerOf({ url, apiUrl }: RepositoriesBitbucket) {
  return {
    clientId: 'bench',
    clientSecret: 'secret-of-bench',
    baseUrl: url,
    apiBaseUrl: apiUrl,
  };
}

/** The backend contains the sign-in module, which the measurements do not use. */
function authOf(bitbucket: RepositoriesBitbucket) {
  return {
    environment: 'bench',
    providers: {
      bitbucket: {
        bench: {
          ...consumerOf(bitbucket),
          signIn: {
            resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }],
          },
        },
      },
    },
  };
}

/** The configuration of each module. */
const configOf: Record<
  ModuleName,
  (bitbucket: RepositoriesBitbucket) => {
    catalog: object;
    [key: string]: object;
  }
> = {
  ours: bitbucket => ({
    integrations: { bitbucketCloud: [{}] },
    catalog: {
      providers: {
        bitbucketRepositories: {
          bench: {
            ...consumerOf(bitbucket),
            workspace: bitbucket.workspace,
            rateLimit: { callsPerHour: 100_000 },
          },
        },
      },
    },
  }),
  backstage: ({ workspace, apiToken: { email, token } }) => ({
    integrations: { bitbucketCloud: [{ username: email, token }] },
    catalog: {
      providers: {
        bitbucketCloud: {
          bench: {
            workspace,
            schedule: { frequency: { hours: 1 }, timeout: { hours: 1 } },
          },
        },
      },
    },
  }),
};

/** A backend with one of the modules, and its Bitbucket. */
export type RepositoriesPortal = Awaited<
  ReturnType<typeof openRepositoriesPortal>
>;

export async function openRepositoriesPortal({
  measured,
  folder,
  processingInterval,
}: RepositoriesPortalOptions) {
  const { module, database, repositories, place } = measured;
  mkdirSync(folder, { recursive: true });
  const opened = await openBenchDatabase(database, folder);
  const stub = helpers.start('repositoriesBitbucket.mts', [
    String(repositories),
    place,
  ]);
  const bitbucket = await stub.ready<RepositoriesBitbucket>();
  // The last step, because another process could get the same port.
  const port = await findFreePort();
  const path = join(folder, 'app-config.json');
  const { catalog, ...others } = configOf[module](bitbucket);
  writeFileSync(
    path,
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: `http://localhost:${port}`,
        listen: { host: '127.0.0.1', port },
        database: opened.config,
      },
      auth: authOf(bitbucket),
      ...others,
      catalog: { ...catalog, processingInterval },
    }),
  );
  console.error(`${module}, ${repositories} in ${place}, ${database} …`);
  const backend = helpers.start('ingestionBackend.mts', ['--config', path], {
    ...bitbucket.proxy,
    BENCH_MODULE: module,
    NODE_OPTIONS: '--expose-gc',
  });
  await backend.ready();

  const countRequests = () => stub.ask<number>('requests');
  /** Our module counts its calls. The API token of Backstage's module needs no other requests. */
  const countCalls = () =>
    module === 'ours' ? backend.ask<number>('calls') : countRequests();

  return {
    countCalls,
    countRequests,
    async run(): Promise<IngestionRun> {
      const before = await countCalls();
      const result = await backend.ask<IngestionRun>('run');
      if (result.found === 0) {
        throw new Error(`The run found no repository:\n${backend.output}`);
      }
      return { ...result, calls: (await countCalls()) - before };
    },
    async change(count: number) {
      await stub.ask('change', count);
    },
    /** Pushes, and returns the milliseconds until the catalog has the new entity. */
    async push(): Promise<number> {
      return backend.ask<number>('push', await stub.ask<PushedFile>('push'));
    },
    /** The catalog processes all its entities once. */
    async reprocess() {
      await backend.ask('reprocess');
    },
    async close() {
      await helpers.endAll();
      await opened.close();
    },
  };
}
