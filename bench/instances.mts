// Measures sign-ins and home pages per second through nginx, with one, two and three instances.
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

const help = `Usage: yarn bench:instances [--instances 1,2,3] [--seconds N] [--clients N]

  --instances LIST  numbers of backends (default: 1,2,3)
  --seconds N       duration of each measurement (default: 15)
  --clients N       number of concurrent users (default: 12)`;

process.chdir(root);
const require = createSourceRequire(import.meta.url);
const { findHost, Load, people, startDeployment, unpackBundle } =
  require('e2e/deployment') as typeof import('e2e/deployment');

/** Returns how many times per second several concurrent workers complete a function. */
async function rate(
  works: (() => Promise<unknown>)[],
  seconds: number,
): Promise<number> {
  const load = new Load(works, 0);
  // The first calls run code that is not compiled yet.
  await pause(3);
  const [done, startedAt] = [load.done, performance.now()];
  await pause(seconds);
  const perSecond =
    (load.done - done) / ((performance.now() - startedAt) / 1000);
  await load.stop();
  if (load.failures.length > 0) {
    throw new Error(`${load.failures.length} failed: ${load.failures[0]}`);
  }
  return perSecond;
}

async function measure(
  deployment: Deployment,
  seconds: number,
  clients: number,
) {
  const each = Array.from({ length: clients }, (_, index) => index);
  const signIns = await rate(
    each.map(index => async () => {
      const visitor = deployment.visitor();
      await visitor.signIn(people[index % people.length]);
      visitor.leave();
    }),
    seconds,
  );
  const visitors = each.map(() => deployment.visitor());
  const pages = await rate(
    visitors.map(visitor => async () => {
      const { status } = await visitor.ask('/');
      if (status !== 200) {
        throw new Error(`status ${status}`);
      }
    }),
    seconds,
  );
  visitors.forEach(visitor => visitor.leave());
  return { signIns, pages };
}

async function pause(seconds: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
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
    const deployment = await startDeployment({ host, instances });
    try {
      const { signIns, pages } = await measure(deployment, seconds, clients);
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
