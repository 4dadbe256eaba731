import { reservePort } from '@backstage-bitbucket/test-kit';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  idOf,
  prepareCatalog,
  startBackend,
  type Helpers,
  type Variant,
} from './backends.mts';
import type { BitbucketAddress, BitbucketOptions } from './bitbucket.mts';
import type { Meeting, Subject } from './measure.mts';
import {
  openBenchDatabase,
  type BenchDatabase,
  type DatabaseName,
} from './workspaceDatabases.mts';

export interface MeetingOptions {
  variants: Variant[];
  /** Size of the catalog, in users. */
  users: number;
  database: DatabaseName;
  /** A folder that does not exist yet. It is deleted at the end. */
  folder: string;
}

/** Starts the stub and all backends, and stops them after the work. */
export async function withMeeting(
  options: MeetingOptions,
  helpers: Helpers,
  work: (meeting: Meeting) => Promise<void>,
): Promise<void> {
  const { database, folder } = options;
  let opened: BenchDatabase | undefined;
  try {
    mkdirSync(folder);
    opened = await openBenchDatabase(database, folder);
    await work(await meet(options, helpers, opened));
  } finally {
    await helpers.endAll();
    await opened?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function meet(
  { variants, users, folder, database }: MeetingOptions,
  helpers: Helpers,
  opened: BenchDatabase,
): Promise<Meeting> {
  const catalog = await prepareCatalog(users, helpers);
  // Reserves the ports until all processes have started.
  const places = await Promise.all(
    variants.map(async variant => ({ variant, ...(await reservePort()) })),
  );
  const bitbucketOptions: BitbucketOptions = {
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
    const { name, hasFloor = false } = variant;
    console.error(`Starting ${name} with ${users} users, ${database} …`);
    const place = { id: idOf(variant), folder: join(folder, idOf(variant)) };
    const sessions = opened.configFor(place);
    const backend = await startBackend(
      {
        variant,
        port,
        catalog,
        sessions,
        folder: place.folder,
        proxy: address.proxy,
      },
      helpers,
    );
    const url = `http://localhost:${port}`;
    subjects.push({ name, url, backend, hasFloor, sessions });
  }
  return { subjects, bitbucket, address, users };
}
