// Measures what OpenTelemetry costs: the start, the memory and a refresh, off and on, in one run.
import { findFreePort } from '@backstage-bitbucket/test-kit';
import type { Portal } from 'e2e/deployment';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import {
  orRefuse,
  readCommandLine,
  readNumber,
} from 'tools/lib/commandLine.mts';
import { memoryOf, processorTimeOf } from 'tools/lib/processFigures.mts';
import { createSourceRequire, root } from 'tools/lib/workspace.mts';
import { buildWhatIsStale } from 'tools/test/productionBuild.mts';
import { median } from './lib/statistics.mts';

const help = `Usage: yarn bench:telemetry [--starts N] [--count N]

  --starts N  starts of each portal (default: 5)
  --count N   refreshes at each portal (default: 400)`;

process.chdir(root);
const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
const { Browser } =
  require('@backstage-bitbucket/test-kit') as typeof import('@backstage-bitbucket/test-kit');
const {
  createPortalConfig,
  registerClients,
  startPortal,
  Telemetry,
  unpackBundle,
} = require('e2e/deployment') as typeof import('e2e/deployment');

const env = 'byUserId';
const warmUp = 100;
const names = [
  'without --import',
  'off',
  'metrics',
  'metrics and traces',
] as const;
type Name = (typeof names)[number];

interface Figures {
  seconds: number[];
  megabytes: number[];
  refreshes: number[];
  /** CPU time of the process for a refresh, which other load of the machine changes less. */
  cpuMilliseconds: number;
}

/** Starts a portal, and returns it with its figures. */
async function start(
  name: Name,
  stubs: Parameters<typeof registerClients>[1],
  telemetry: InstanceType<typeof Telemetry>,
) {
  const port = await findFreePort();
  const environment = name.startsWith('metrics')
    ? await telemetry.listen()
    : {};
  if (name === 'metrics') {
    environment.OTEL_TRACES_EXPORTER = 'none';
  }
  const begin = performance.now();
  const portal = await startPortal({
    port,
    configs: [createPortalConfig({ port, stubs, variant: {} })],
    environment,
    hasTelemetry: name !== 'without --import',
  });
  registerClients(port, stubs);
  return {
    portal,
    seconds: (performance.now() - begin) / 1000,
    megabytes: memoryOf(portal.pid()!),
  };
}

/** Refreshes a session at each portal in turn, so that other load affects all of them equally. */
async function measureRefreshes(
  portals: Map<Name, Portal>,
  count: number,
  figures: Map<Name, Figures>,
) {
  const addProcessorTime = (factor: number) =>
    portals.forEach((portal, name) => {
      const milliseconds = processorTimeOf(portal.pid()!) * 1000;
      figures.get(name)!.cpuMilliseconds += milliseconds * factor;
    });
  const browsers = new Map<Name, InstanceType<typeof Browser>>();
  for (const [name, { url }] of portals) {
    const browser = new Browser(`${url}/api/auth/bitbucket`);
    await browser.signIn('Mira Lindqvist', env);
    browsers.set(name, browser);
  }
  for (let round = -warmUp; round < count; round++) {
    if (round === 0) {
      addProcessorTime(-1 / count);
    }
    for (const [name, browser] of browsers) {
      const begin = performance.now();
      await browser.refresh(env);
      if (round >= 0) {
        figures.get(name)!.refreshes.push(performance.now() - begin);
      }
    }
  }
  addProcessorTime(1 / count);
}

function report(figures: Map<Name, Figures>) {
  const base = figures.get('without --import')!;
  const difference = (values: number[], others: number[], digits: number) => {
    const value = median(values) - median(others);
    return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
  };
  console.log('\nMedians, and the difference to a start without --import:');
  for (const [name, each] of figures) {
    const { cpuMilliseconds, megabytes, refreshes, seconds } = each;
    console.log(
      [
        name.padEnd(18),
        `start ${median(seconds).toFixed(2)} s`,
        `(${difference(seconds, base.seconds, 2)})`,
        `memory ${median(megabytes).toFixed(0)} MB`,
        `(${difference(megabytes, base.megabytes, 1)})`,
        `refresh ${median(refreshes).toFixed(2)} ms`,
        `(${difference(refreshes, base.refreshes, 2)})`,
        `CPU ${cpuMilliseconds.toFixed(2)} ms`,
        `(${difference([cpuMilliseconds], [base.cpuMilliseconds], 2)})`,
      ].join('  '),
    );
  }
  console.log(
    'Goals: off less than +0.1 s and +5 MB, on less than +1 ms for a refresh.',
  );
}

async function main() {
  const { values } = readCommandLine(help, {
    options: {
      starts: { type: 'string', default: '5' },
      count: { type: 'string', default: '400' },
    },
  });
  const [starts, count] = orRefuse(help, () => [
    readNumber('--starts', values.starts, 1),
    readNumber('--count', values.count, 1),
  ]);
  if ((await buildWhatIsStale()) !== 0) {
    return 1;
  }
  unpackBundle();
  const figures = new Map<Name, Figures>(
    names.map(name => [
      name,
      { seconds: [], megabytes: [], refreshes: [], cpuMilliseconds: 0 },
    ]),
  );
  const stub = await createBitbucketCloudStub();
  const stubs = { current: stub, legacy: stub, isolated: stub };
  try {
    for (let round = 0; round < starts; round++) {
      const portals = new Map<Name, Portal>();
      const receivers: InstanceType<typeof Telemetry>[] = [];
      try {
        for (const name of names) {
          const telemetry = new Telemetry();
          receivers.push(telemetry);
          const started = await start(name, stubs, telemetry);
          portals.set(name, started.portal);
          figures.get(name)!.seconds.push(started.seconds);
          figures.get(name)!.megabytes.push(started.megabytes);
        }
        if (round === starts - 1) {
          await measureRefreshes(portals, count, figures);
        }
      } finally {
        for (const portal of portals.values()) {
          await portal.close();
        }
        for (const each of receivers) {
          await each.close();
        }
      }
    }
    report(figures);
    return 0;
  } finally {
    await stub.close();
  }
}

main().then(
  code => process.exit(code),
  error => {
    console.error(describeFailure(error));
    process.exit(1);
  },
);
