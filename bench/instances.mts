// Measures sign-ins and home pages per second through nginx, with one, two and three instances.
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
import { personOf, userEntityOf, workspace } from './lib/people.mts';

const help = `Usage: yarn bench:instances [--instances 1,2,3] [--seconds N] [--clients N]

  --instances LIST  numbers of backends (default: 1,2,3)
  --seconds N       duration of the requests for home pages (default: 15)
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

const company = {
  seed: {
    workspaces: [workspace],
    people: accounts.map(personOf),
    clients: [],
  },
  users: accounts.map(userEntityOf),
};

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

/** Returns how many home pages per second several concurrent visitors receive. */
async function rateOfPages(
  deployment: Deployment,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const visitors = Array.from({ length: clients }, () => deployment.visitor());
  const load = new Load(
    visitors.map(visitor => async () => {
      const { status } = await visitor.ask('/');
      if (status !== 200) {
        throw new Error(`status ${status}`);
      }
    }),
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

async function main(): Promise<number> {
  const { values } = readCommandLine(help, {
    options: {
      instances: { type: 'string', default: '1,2,3' },
      seconds: { type: 'string', default: '15' },
      clients: { type: 'string', default: '12' },
    },
  });
  const { sizes, seconds, clients } = orRefuse(help, () => ({
    sizes: readList(values.instances, text =>
      readNumber('--instances', text, 1),
    ),
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
  const lines: string[] = [];
  for (const instances of sizes) {
    console.error(`Starting ${instances} …`);
    const deployment = await startDeployment({ host, instances, company });
    try {
      const signIns = await rateOfSignIns(deployment, clients);
      const pages = await rateOfPages(deployment, { clients, seconds });
      lines.push(
        `| ${instances} | ${signIns.toFixed(1)} | ${pages.toFixed(0)} |`,
      );
    } finally {
      await deployment.close();
    }
  }
  console.log(
    `\n| Instances | Sign-ins / s | Home pages / s |\n| --- | --- | --- |\n${lines.join(
      '\n',
    )}`,
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
