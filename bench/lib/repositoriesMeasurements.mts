import type { IngestionRun } from './ingestionBackend.mts';
import {
  openRepositoriesPortal,
  type RepositoriesCase,
  type RepositoriesPortal,
} from './repositoriesPortal.mts';

/** A module with a database. */
export type Subject = Pick<RepositoriesCase, 'module' | 'database'>;

/** A module with a database, and the size of the workspace. */
export type SizedSubject = Subject & Pick<RepositoriesCase, 'repositories'>;

/** Repositories that change between two runs. */
export const CHANGED = 20;
/** The catalog also processes its entities while pushes are measured. */
export const REPOSITORIES_OF_PUSHES = 100;

export interface Runs extends SizedSubject {
  first: IngestionRun;
  unchanged: IngestionRun;
  changed: IngestionRun;
}

export interface OneProject extends SizedSubject {
  first: IngestionRun;
}

export interface Pushes extends Subject {
  milliseconds: number[];
  calls: number;
  /** Requests to Bitbucket while the catalog processes all its entities once. */
  processing: number;
}

export async function measureRuns(
  subject: SizedSubject,
  folder: string,
): Promise<Runs> {
  const portal = await openRepositoriesPortal({
    measured: { ...subject, place: 'projects of 50' },
    folder,
    // Background work of the catalog would distort the results.
    processingInterval: false,
  });
  try {
    const first = await portal.run();
    const unchanged = await portal.run();
    await portal.change(CHANGED);
    const changed = await portal.run();
    return { ...subject, first, unchanged, changed };
  } finally {
    await portal.close();
  }
}

export async function measureOneProject(
  subject: SizedSubject,
  folder: string,
): Promise<OneProject> {
  const portal = await openRepositoriesPortal({
    measured: { ...subject, place: 'one project' },
    folder,
    processingInterval: false,
  });
  try {
    return { ...subject, first: await portal.run() };
  } finally {
    await portal.close();
  }
}

export async function measurePushes(
  subject: Subject,
  { count, folder }: { count: number; folder: string },
): Promise<Pushes> {
  const portal = await openRepositoriesPortal({
    measured: {
      ...subject,
      repositories: REPOSITORIES_OF_PUSHES,
      place: 'projects of 50',
    },
    folder,
    processingInterval: { minutes: 30 },
  });
  try {
    await portal.run();
    // The first push waits until the catalog has processed all files.
    await portal.push();
    await waitUntilIdle(portal);
    const before = await portal.countCalls();
    const milliseconds: number[] = [];
    for (let round = 0; round < count; round++) {
      milliseconds.push(await portal.push());
    }
    const calls = (await portal.countCalls()) - before;
    const processing = await measureProcessing(portal);
    return { ...subject, milliseconds, calls, processing };
  } finally {
    await portal.close();
  }
}

async function measureProcessing(portal: RepositoriesPortal): Promise<number> {
  await waitUntilIdle(portal);
  const before = await portal.countRequests();
  await portal.reprocess();
  await waitUntilIdle(portal);
  return (await portal.countRequests()) - before;
}

/** Waits until Bitbucket has received no request for two seconds. */
async function waitUntilIdle(portal: RepositoriesPortal): Promise<void> {
  let requests = -1;
  for (;;) {
    const now = await portal.countRequests();
    if (now === requests) {
      return;
    }
    requests = now;
    await new Promise(resolve => setTimeout(resolve, 2000));
  }
}
