// Compares the sign-in of this repository with the published provider, on this machine, in one run.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Helpers,
  idOf,
  prepareCatalog,
  reservePort,
  startBackend,
  variants,
} from './bench/backends.mts';
import type { BitbucketAddress, BitbucketOptions } from './bench/bitbucket.mts';
import { measure, type Meeting, type Subject } from './bench/measure.mts';
import { countFor, help, readOptions, type Options } from './bench/options.mts';
import { formatRatios, formatTable, type Cell } from './bench/report.mts';
import { makeCertificate } from './bench/tls-proxy.mts';

/** Rounds that are not counted: the first after a start, and after a change of latency. */
const warmUp = { start: 25, change: 3 };

const interrupted = new AbortController();
const helpers = new Helpers(interrupted.signal);

/** Starts Bitbucket's stand-in and all backends with a catalog of that size. */
async function meet(users: number, folder: string): Promise<Meeting> {
  mkdirSync(folder);
  const catalog = await prepareCatalog(users, helpers);
  const certificate = makeCertificate(folder);
  // Nothing else that is started may get the ports.
  const places = await Promise.all(
    variants.map(async variant => ({ variant, ...(await reservePort()) })),
  );
  const bitbucketOptions: BitbucketOptions = {
    certificate,
    users,
    backends: places.map(({ variant, port }) => ({
      name: idOf(variant),
      url: `http://localhost:${port}`,
    })),
  };
  const bitbucket = helpers.start('bitbucket.mts', [
    JSON.stringify(bitbucketOptions),
  ]);
  const address = await bitbucket.ready<BitbucketAddress>();
  const subjects: Subject[] = [];
  for (const { variant, port, release } of places) {
    await release();
    console.error(`Starting ${variant.name} with ${users} users …`);
    const backend = await startBackend(
      {
        variant,
        port,
        catalog,
        folder: join(folder, idOf(variant)),
        proxyPort: address.proxyPort,
        certificate: certificate.cert,
      },
      helpers,
    );
    const url = `http://localhost:${port}`;
    subjects.push({ name: variant.name, url, backend });
  }
  return { subjects, bitbucket, address, users };
}

async function measureCells(
  users: number,
  options: Options,
  folder: string,
): Promise<Cell[]> {
  const cells: Cell[] = options.latencies.map(latency => ({
    users,
    latency,
    samples: new Map(),
  }));
  const { signal } = interrupted;
  // Two processes of the same code can differ by several hundredths for as long as they live.
  for (let start = 1; start <= options.starts; start++) {
    const place = join(folder, `${users}-${start}`);
    try {
      const meeting = await meet(users, place);
      await measure(meeting, { latency: 0, count: warmUp.start, signal });
      for (const { latency, samples } of cells) {
        const count = countFor(options, latency);
        console.error(`${count} sign-ins each at ${latency} ms …`);
        await measure(meeting, { latency, count: warmUp.change, signal });
        await measure(meeting, { latency, count, signal }, samples);
      }
    } finally {
      await helpers.endAll();
      rmSync(place, { recursive: true, force: true });
    }
  }
  return cells;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(help);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-sign-in-'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted.abort();
      helpers.endAll();
    });
  }
  try {
    const cells: Cell[] = [];
    for (const users of options.users) {
      cells.push(...(await measureCells(users, options, folder)));
    }
    console.log(`\n${formatTable(cells)}\n\n${formatRatios(cells)}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  code => process.exit(code),
  error => {
    const { aborted } = interrupted.signal;
    console.error(aborted ? 'Interrupted.' : error?.message ?? error);
    process.exit(aborted ? 130 : 1);
  },
);
