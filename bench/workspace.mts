// Measures the import of a workspace into the catalog, and sign-in with that catalog.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { median, quantile } from './lib/statistics.mts';
import type { IngestionRun } from './lib/ingestionBackend.mts';
import {
  formatRows,
  helpers,
  runIngestionBench,
} from './lib/ingestionBench.mts';
import type { WorkspaceBitbucket } from './lib/workspaceBitbucket.mts';
import {
  openBenchDatabase,
  type DatabaseName,
} from './lib/workspaceDatabases.mts';
import { signIn } from './lib/workspaceSignIn.mts';

const help = `Usage: yarn bench:workspace [--members 1000,10000,50000] [--database sqlite,postgres] [--count N]

  --members LIST   sizes of the workspace (default: 1000,10000,50000)
  --database LIST  sqlite, postgres or both (default: both)
  --count N        number of measured sign-ins (default: 40)`;

interface Figures {
  database: DatabaseName;
  members: number;
  first: IngestionRun;
  unchanged: IngestionRun;
  oneChanged: IngestionRun;
  signIns: number[];
}

async function measure(
  database: DatabaseName,
  members: number,
  count: number,
  folder: string,
): Promise<Figures> {
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const opened = await openBenchDatabase(database, folder);
  try {
    const url = `http://localhost:${port}`;
    const stub = helpers.start('workspaceBitbucket.mts', [
      String(members),
      `${url}/api/auth/bitbucket`,
    ]);
    const bitbucket = await stub.ready<WorkspaceBitbucket>();
    const path = join(folder, 'app-config.json');
    writeFileSync(
      path,
      JSON.stringify(configOf(port, bitbucket, opened.config)),
    );
    console.error(`${members} members, ${database} …`);
    const backend = helpers.start('ingestionBackend.mts', ['--config', path]);
    await backend.ready();
    const run = () => backend.ask<IngestionRun>('run');
    const first = await run();
    await backend.ask('complete');
    const unchanged = await run();
    await stub.ask('rename', Math.floor(members / 2));
    const oneChanged = await run();
    const signIns: number[] = [];
    const warmUp = 10;
    for (let round = 0; round < warmUp + count; round++) {
      const { people } = bitbucket;
      const person =
        people[Math.floor((round * people.length) / (warmUp + count))];
      const took = await signIn(url, bitbucket.url, person);
      if (round >= warmUp) {
        signIns.push(took);
      }
    }
    return { database, members, first, unchanged, oneChanged, signIns };
  } finally {
    await helpers.endAll();
    await opened.close();
  }
}

function configOf(
  port: number,
  { url, apiUrl, workspace }: WorkspaceBitbucket,
  database: object,
) {
  const consumer = {
    clientId: 'bench',
    clientSecret: 'secret-of-bench',
    baseUrl: url,
    apiBaseUrl: apiUrl,
  };
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: `http://localhost:${port}`,
      listen: { host: '127.0.0.1', port },
      database,
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
    catalog: {
      // Background work of the catalog would distort the results.
      processingInterval: false,
      providers: {
        bitbucketWorkspace: {
          bench: {
            ...consumer,
            workspace,
            rateLimit: { callsPerHour: 100_000 },
          },
        },
      },
    },
  };
}

function formatTable(all: Figures[]): string {
  const head = [
    'Members',
    'Database',
    'First run s',
    'Calls',
    'Memory MB, before → peak',
    'No change s (MB)',
    'One changed s (MB)',
    'Sign-in ms (p95)',
  ];
  const lines = all.map(({ members, database, first, ...rest }) => [
    members,
    database,
    first.seconds.toFixed(1),
    first.calls,
    `${first.memoryBefore.toFixed(0)} → ${first.memoryPeak.toFixed(0)}`,
    `${rest.unchanged.seconds.toFixed(1)} (${rest.unchanged.memoryPeak.toFixed(
      0,
    )})`,
    `${rest.oneChanged.seconds.toFixed(
      1,
    )} (${rest.oneChanged.memoryPeak.toFixed(0)})`,
    `${median(rest.signIns).toFixed(1)} (${quantile(rest.signIns, 0.95).toFixed(
      1,
    )})`,
  ]);
  return formatRows([head, ...lines]);
}

await runIngestionBench({
  help,
  sizes: 'members',
  defaults: { sizes: '1000,10000,50000', count: '40' },
  more: { defaults: {}, read: () => ({}) },
  async measure({ databases, sizes, count, folder }) {
    const all: Figures[] = [];
    for (const database of databases) {
      for (const members of sizes) {
        const place = join(folder, `${database}-${members}`);
        all.push(await measure(database, members, count, place));
      }
    }
    return formatTable(all);
  },
});
