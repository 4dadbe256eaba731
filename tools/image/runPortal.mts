import { parse } from 'yaml';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describeFailure } from '../lib/describeFailure.mts';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import { prepareSeed } from '../lib/people.mts';
import { memoryOf } from '../lib/processFigures.mts';
import { createSourceRequire, root } from '../lib/workspace.mts';
import type { Image } from './image.mts';
import { signIn } from './signIn.mts';
import { startIn } from './startIn.mts';

/** The observations of one run. */
export interface Seen {
  secondsToStart: number;
  secondsToEnd: number;
  exitCode: number | null;
  userId: number;
  isReadOnly: boolean;
  /** Resident memory when the portal was ready. */
  megabytes: number;
  userEntityRef: string;
  /** The user who must be signed in: the first user of the catalog's seed. */
  expectedRef: string | undefined;
}

const port = 7561;
const url = `http://localhost:${port}`;
const mostSecondsToStart = 120;

/** Starts the portal of an image with the stub for Bitbucket, signs in, and ends it. */
export async function runPortal(image: Image): Promise<Seen> {
  const require = createSourceRequire(import.meta.url);
  const { createBitbucketCloudStub } =
    require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
  const { seedFile, username, expectedRef } = choosePerson();
  const stub = await createBitbucketCloudStub({
    seed: seedFile,
    callbackUrl: `${url}/api/auth/bitbucket`,
  });
  const settings = mkdtempSync(join(tmpdir(), 'settings-'));
  writeFileSync(
    join(settings, 'stub.yaml'),
    readFileSync(join(root, 'app-config.stub.yaml')),
  );
  writeFileSync(join(settings, 'check.yaml'), JSON.stringify(configure(stub)));
  const configs = ['app-config.yaml', '/tmp/stub.yaml', '/tmp/check.yaml'];
  const startedAt = performance.now();
  const portal = startIn(
    image,
    [
      'node',
      'packages/backend',
      ...configs.flatMap(file => ['--config', file]),
    ],
    settings,
  );
  let log = '';
  portal.stdout.on('data', chunk => (log += chunk));
  portal.stderr.on('data', chunk => (log += chunk));
  const ended = once(portal, 'exit');
  try {
    while (!(await isReady())) {
      const seconds = (performance.now() - startedAt) / 1000;
      if (portal.exitCode !== null || seconds > mostSecondsToStart) {
        throw new Error(`The portal did not start:\n${log.slice(-4000)}`);
      }
      await wait(20);
    }
    const secondsToStart = (performance.now() - startedAt) / 1000;
    const status = readFileSync(`/proc/${portal.pid}/status`, 'utf8');
    const megabytes = Math.round(memoryOf(portal.pid!));
    const mounts = readFileSync(`/proc/${portal.pid}/mountinfo`, 'utf8');
    const userEntityRef = await signIn(url, stub.url, username).catch(error => {
      throw new Error(`${describeFailure(error)}\n${log.slice(-4000)}`);
    });
    const endingAt = performance.now();
    portal.kill('SIGTERM');
    const [exitCode] = await ended;
    return {
      secondsToStart,
      secondsToEnd: (performance.now() - endingAt) / 1000,
      exitCode,
      userId: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
      isReadOnly: /^\S+ \S+ \S+ \S+ \/ ro\b/m.test(mounts),
      megabytes,
      userEntityRef,
      expectedRef,
    };
  } finally {
    portal.kill('SIGKILL');
    await stub.close();
    rmSync(settings, { recursive: true, force: true });
  }
}

/** Returns the output of the image's own command with `--doctor`, without any environment variables. */
export async function runDoctor(image: Image): Promise<string> {
  const settings = mkdtempSync(join(tmpdir(), 'settings-'));
  try {
    const command = [...image.config.Cmd, '--doctor'];
    const doctor = startIn(image, command, settings);
    let output = '';
    doctor.stdout.on('data', chunk => (output += chunk));
    doctor.stderr.on('data', chunk => (output += chunk));
    await once(doctor, 'close');
    return output;
  } finally {
    rmSync(settings, { recursive: true, force: true });
  }
}

/** Selects a user in the catalog of this repository, so that the check also works in a fork. */
function choosePerson() {
  const { files, allowedWorkspaces } = readCatalogSettings([
    join(root, 'app-config.yaml'),
  ]);
  const users = files
    .flatMap(readCatalogFile)
    .map(({ entity }) => entity)
    .filter(({ kind }) => kind === 'User');
  const seed = prepareSeed(users, undefined, { allowedWorkspaces });
  const person = seed.people.find(({ userRef }) => userRef !== undefined);
  if (!person) {
    throw new Error(
      'The files of the catalog contain no user who can sign in.',
    );
  }
  return {
    seedFile: seed.file,
    username: person.username,
    expectedRef: person.userRef,
  };
}

function configure(stub: { url: string; apiUrl: string }) {
  const own: { catalog: { locations: object[] } } = parse(
    readFileSync(join(root, 'app-config.yaml'), 'utf8'),
  );
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      cors: { origin: url },
    },
    auth: {
      providers: {
        bitbucket: {
          development: {
            baseUrl: stub.url,
            apiBaseUrl: stub.apiUrl,
          },
        },
      },
    },
    catalog: {
      // The image starts in another folder than the one to which app-config.yaml refers.
      locations: own.catalog.locations.map(location => ({
        ...location,
        target: '/portal/catalog-info/all.yaml',
      })),
    },
  };
}

async function isReady(): Promise<boolean> {
  const answer = await fetch(`${url}/.backstage/health/v1/readiness`).catch(
    () => undefined,
  );
  return answer?.ok ?? false;
}
