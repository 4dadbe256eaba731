// Measures the import of repositories into the catalog, and the time from a push to the catalog.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { median } from './lib/statistics.mts';
import type { IngestionRun } from './lib/ingestionBackend.mts';
import {
  formatRows,
  helpers,
  runIngestionBench,
} from './lib/ingestionBench.mts';
import type {
  PushedFile,
  RepositoriesBitbucket,
} from './lib/repositoriesBitbucket.mts';
import {
  openBenchDatabase,
  type DatabaseName,
} from './lib/workspaceDatabases.mts';

const help = `Usage: yarn bench:repositories [--repositories 2000,5000,20000] [--database sqlite,postgres] [--count N]

  --repositories LIST  numbers of repositories (default: 2000,5000,20000)
  --database LIST      sqlite, postgres or both (default: both)
  --count N            number of measured pushes (default: 10)`;

/** Repositories that change between two runs. */
const CHANGED = 20;
/** The catalog also processes its entities while pushes are measured. */
const REPOSITORIES_OF_PUSHES = 100;

interface Figures {
  database: DatabaseName;
  repositories: number;
  first: IngestionRun;
  unchanged: IngestionRun;
  changed: IngestionRun;
}

interface Pushes {
  database: DatabaseName;
  milliseconds: number[];
  calls: number;
}

async function open(
  database: DatabaseName,
  repositories: number,
  options: { folder: string; processingInterval: false | object },
) {
  const { folder, processingInterval } = options;
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const opened = await openBenchDatabase(database, folder);
  const stub = helpers.start('repositoriesBitbucket.mts', [
    String(repositories),
  ]);
  const bitbucket = await stub.ready<RepositoriesBitbucket>();
  const consumer = {
    clientId: 'bench',
    clientSecret: 'secret-of-bench',
    baseUrl: bitbucket.url,
    apiBaseUrl: bitbucket.apiUrl,
  };
  const path = join(folder, 'app-config.json');
  writeFileSync(
    path,
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: `http://localhost:${port}`,
        listen: { host: '127.0.0.1', port },
        database: opened.config,
      },
      auth: {
        environment: 'bench',
        providers: {
          bitbucket: {
            bench: {
              ...consumer,
              signIn: {
                resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }],
              },
            },
          },
        },
      },
      integrations: { bitbucketCloud: [{}] },
      catalog: {
        processingInterval,
        providers: {
          bitbucketRepositories: {
            bench: {
              ...consumer,
              workspace: bitbucket.workspace,
              rateLimit: { callsPerHour: 100_000 },
            },
          },
        },
      },
    }),
  );
  console.error(`${repositories} repositories, ${database} …`);
  const backend = helpers.start('ingestionBackend.mts', ['--config', path], {
    NODE_OPTIONS: '--expose-gc',
  });
  await backend.ready();
  const run = () => backend.ask<IngestionRun>('run');
  const close = async () => {
    await helpers.endAll();
    await opened.close();
  };
  return { backend, close, run, stub };
}

async function measureRuns(
  database: DatabaseName,
  repositories: number,
  folder: string,
): Promise<Figures> {
  const { close, run, stub } = await open(database, repositories, {
    folder,
    // Background work of the catalog would distort the results.
    processingInterval: false,
  });
  try {
    const first = await run();
    const unchanged = await run();
    await stub.ask('change', CHANGED);
    const changed = await run();
    return { database, repositories, first, unchanged, changed };
  } finally {
    await close();
  }
}

async function measurePushes(
  database: DatabaseName,
  count: number,
  folder: string,
): Promise<Pushes> {
  const { backend, close, run, stub } = await open(
    database,
    REPOSITORIES_OF_PUSHES,
    { folder, processingInterval: { minutes: 30 } },
  );
  try {
    await run();
    const milliseconds: number[] = [];
    // The first push waits until the catalog has processed all files.
    await backend.ask('push', await stub.ask<PushedFile>('push'));
    const before = await backend.ask<number>('calls');
    for (let round = 0; round < count; round++) {
      const file = await stub.ask<PushedFile>('push');
      milliseconds.push(await backend.ask<number>('push', file));
    }
    const calls = (await backend.ask<number>('calls')) - before;
    return { database, milliseconds, calls };
  } finally {
    await close();
  }
}

function formatRuns(all: Figures[]): string {
  const format = ({ calls, seconds }: IngestionRun) =>
    `${calls} (${seconds.toFixed(1)})`;
  return formatRows([
    [
      'Repositories',
      'Database',
      'First run: calls (s)',
      'No change: calls (s)',
      `${CHANGED} changed: calls (s)`,
      'Memory in use MB, before → peak',
    ],
    ...all.map(({ changed, database, first, repositories, unchanged }) => [
      repositories,
      database,
      format(first),
      format(unchanged),
      format(changed),
      `${first.memoryBefore.toFixed(0)} → ${first.memoryPeak.toFixed(0)}`,
    ]),
  ]);
}

function formatPushes(all: Pushes[]): string {
  return formatRows([
    ['Database', 'Pushes', 'Calls', 'Push to catalog ms, median', 'Longest'],
    ...all.map(({ calls, database, milliseconds }) => [
      database,
      milliseconds.length,
      calls,
      median(milliseconds).toFixed(0),
      Math.max(...milliseconds).toFixed(0),
    ]),
  ]);
}

await runIngestionBench({
  help,
  sizes: 'repositories',
  defaults: { sizes: '2000,5000,20000', count: '10' },
  async measure({ databases, sizes, count, folder }) {
    const runs: Figures[] = [];
    const pushes: Pushes[] = [];
    for (const database of databases) {
      for (const size of sizes) {
        const place = join(folder, `${database}-${size}`);
        runs.push(await measureRuns(database, size, place));
      }
      const place = join(folder, `${database}-push`);
      pushes.push(await measurePushes(database, count, place));
    }
    return `${formatRuns(runs)}\n\n${formatPushes(pushes)}`;
  },
});
