// Measures sign-ins, refreshes and pages per second through nginx, with one, two and three instances, and what they take.
import { setTimeout } from 'node:timers/promises';
import { installServers } from '@backstage-bitbucket/test-kit';
import type { Deployment } from 'e2e/deployment';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import {
  orRefuse,
  readCommandLine,
  readList,
  readNumber,
} from 'tools/lib/commandLine.mts';
import { createSourceRequire, root } from 'tools/lib/workspace.mts';
import { buildWhatIsStale } from 'tools/test/productionBuild.mts';
import { memoryOf } from 'tools/lib/processFigures.mts';
import { personOf, userEntityOf, workspace } from './lib/people.mts';

const help = `Usage: yarn bench:instances [--instances 1,2,3] [--users N] [--seconds N] [--clients N]

  --instances LIST  numbers of backends (default: 1,2,3)
  --users N         users in the catalog (default: 500)
  --seconds N       duration of each kind of request (default: 15)
  --clients N       number of concurrent users (default: 12)`;

process.chdir(root);
const require = createSourceRequire(import.meta.url);
const { findHost, Load, startDeployment, unpackBundle } =
  require('e2e/deployment') as typeof import('e2e/deployment');

/**
 * All sign-ins of a deployment, of which the first ones run code that is not compiled yet. A sign-in sends
 * three requests to Bitbucket, and the portal sends at most 1,000 per hour.
 */
const signInCount = { total: 240, warmUp: 40 };

/** An account can sign in 20 times per hour. */
const accounts = Array.from({ length: 20 }, (_, index) => index);

type Visitor = ReturnType<Deployment['visitor']>;

/** The requests that each kind of load repeats, by the title of its column. */
const loads: Record<string, (visitor: Visitor) => Promise<void>> = {
  'Refreshes / s': async visitor => {
    await visitor.refresh();
  },
  // What a browser requests when a signed-in user opens an entity. It has the scripts and styles already.
  'Entity pages / s': async visitor => {
    await read(visitor, '/catalog/default/component/booking-api');
    await visitor.refresh();
    await Promise.all(
      [
        '/api/catalog/entities/by-name/component/default/booking-api',
        '/api/catalog/entities/by-query?limit=20&filter=kind=component,spec.owner=group:default/booking',
        '/api/notifications/status',
        '/api/user-settings/buckets/starredEntities/keys/entities',
      ].map(path => read(visitor, path)),
    );
  },
  'Documents / s': visitor => read(visitor, '/'),
};

async function read(visitor: Visitor, path: string) {
  const { status } = await visitor.ask(path);
  // A user without stars has no setting.
  if (status !== 200 && status !== 404) {
    throw new Error(`status ${status} of ${path}`);
  }
}

function companyOf(users: number) {
  return {
    seed: {
      workspaces: [workspace],
      people: accounts.map(personOf),
      clients: [],
    },
    users: Array.from({ length: users }, (_, index) => userEntityOf(index)),
  };
}

/** Returns how many sign-ins per second several concurrent users complete. */
async function rateOfSignIns(
  deployment: Deployment,
  clients: number,
): Promise<number> {
  const { total, warmUp } = signInCount;
  const queue = Array.from({ length: total }, (_, index) =>
    personOf(index % accounts.length),
  ).values();
  let done = 0;
  let startedAt = 0;
  const work = async () => {
    for (const { username } of queue) {
      const visitor = deployment.visitor();
      await visitor.signIn(username);
      visitor.leave();
      done++;
      if (done === warmUp) {
        startedAt = performance.now();
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return (total - warmUp) / ((performance.now() - startedAt) / 1000);
}

/** Returns how often per second several concurrent users complete a load. */
async function rateOf(
  deployment: Deployment,
  work: (visitor: Visitor) => Promise<void>,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const visitors = Array.from({ length: clients }, () => deployment.visitor());
  await Promise.all(
    visitors.map((visitor, index) =>
      visitor.signIn(personOf(index % accounts.length).username),
    ),
  );
  const load = new Load(
    visitors.map(visitor => () => work(visitor)),
    0,
  );
  // The first calls run code that is not compiled yet.
  await setTimeout(3_000);
  const [done, startedAt] = [load.done, performance.now()];
  await setTimeout(seconds * 1000);
  const perSecond =
    (load.done - done) / ((performance.now() - startedAt) / 1000);
  await load.stop();
  visitors.forEach(visitor => visitor.leave());
  if (load.failures.length > 0) {
    throw new Error(`${load.failures.length} failed: ${load.failures[0]}`);
  }
  return perSecond;
}

/** Returns the resident memory of the largest instance in MiB. */
function memoryOfInstances({ instances }: Deployment): number {
  return Math.max(...instances.map(({ server }) => memoryOf(server.pid!)));
}

/** Returns the connections of each instance to PostgreSQL. */
async function connectionsOf({
  postgres,
  instances,
}: Deployment): Promise<number> {
  const connections = await postgres.query(
    "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
  return connections.length / instances.length;
}

async function main(): Promise<number> {
  const { values } = readCommandLine(help, {
    options: {
      instances: { type: 'string', default: '1,2,3' },
      users: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '15' },
      clients: { type: 'string', default: '12' },
    },
  });
  const { sizes, users, seconds, clients } = orRefuse(help, () => ({
    sizes: readList(values.instances, text =>
      readNumber('--instances', text, 1),
    ),
    users: readNumber('--users', values.users, accounts.length),
    seconds: readNumber('--seconds', values.seconds, 1),
    clients: readNumber('--clients', values.clients, 1),
  }));
  const [servers, host] = [installServers(), await findHost()];
  if ('missing' in servers || !host) {
    throw new Error(
      'missing' in servers ? servers.missing : 'This machine has no name.',
    );
  }
  const code = await buildWhatIsStale();
  if (code !== 0) {
    return code;
  }
  unpackBundle();
  const lines: (string | number)[][] = [];
  for (const instances of sizes) {
    console.error(`Starting ${instances} …`);
    const deployment = await startDeployment({
      host,
      instances,
      company: companyOf(users),
    });
    try {
      const rates = [await rateOfSignIns(deployment, clients)];
      for (const work of Object.values(loads)) {
        rates.push(await rateOf(deployment, work, { clients, seconds }));
      }
      const figures = [
        ...rates.map(rate => rate.toFixed(rate < 100 ? 1 : 0)),
        memoryOfInstances(deployment).toFixed(0),
        (await connectionsOf(deployment)).toFixed(0),
      ];
      lines.push([instances, ...figures]);
    } finally {
      await deployment.close();
    }
  }
  const titles = [
    'Instances',
    'Sign-ins / s',
    ...Object.keys(loads),
    'MiB of an instance',
    'Connections of an instance',
  ];
  console.log(
    [titles, titles.map(() => '---'), ...lines]
      .map(cells => `| ${cells.join(' | ')} |`)
      .join('\n'),
  );
  return 0;
}

// The servers end with this process only after an orderly exit.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}
main().then(
  code => process.exit(code),
  error => {
    console.error(describeFailure(error));
    process.exit(1);
  },
);
