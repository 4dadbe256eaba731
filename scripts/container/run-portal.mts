import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { memoryOf } from '../lib/process-figures.mts';
import { requireFrom, root } from '../lib/workspace.mts';
import type { Image } from './image.mts';
import { signIn } from './sign-in.mts';

/** What there was to see of one run. */
export type Seen = {
  secondsToStart: number;
  secondsToEnd: number;
  exitCode: number | null;
  userId: number;
  isReadOnly: boolean;
  /** Resident memory when the portal was ready. */
  megabytes: number;
  userEntityRef: string;
};

const port = 7561;
const url = `http://localhost:${port}`;
const mostSecondsToStart = 120;

/**
 * In a mount namespace of its own: the tree read-only, and room to write in /tmp alone, as with
 * `docker run --read-only --tmpfs /tmp`; an engine brings /etc/hosts too, without which there is no
 * `localhost`.
 */
const script = `
  touch "$1/etc/hosts" && mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount --bind /etc/hosts "$1/etc/hosts" && mount -t tmpfs tmpfs "$1/tmp" &&
  mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && cp "$2"/* "$1/tmp/" && chmod -R a+rX "$1/tmp" && chmod 1777 "$1/tmp" &&
  tree=$1 user=$3 folder=$4 && shift 4 &&
  exec chroot --userspec="$user" "$tree" /usr/bin/env --chdir="$folder" "$@"`;

/** Starts the portal of an image against the stand-in for Bitbucket, signs in, and ends it. */
export async function runPortal(image: Image): Promise<Seen> {
  const require = requireFrom('packages/bitbucket-cloud-stub');
  require('@backstage/cli/config/nodeTransform.cjs');
  const { createBitbucketCloudStub } =
    require('./src') as typeof import('../../packages/bitbucket-cloud-stub/src');
  const stub = await createBitbucketCloudStub({
    callbackUrl: `${url}/api/auth/bitbucket`,
  });
  const settings = mkdtempSync(join(tmpdir(), 'settings-'));
  writeFileSync(
    join(settings, 'stub.yaml'),
    readFileSync(join(root, 'app-config.stub.yaml')),
  );
  writeFileSync(join(settings, 'check.yaml'), JSON.stringify(configure(stub)));
  const { Env, User, WorkingDir } = image.config;
  const configs = ['app-config.yaml', '/tmp/stub.yaml', '/tmp/check.yaml'];
  const startedAt = performance.now();
  const portal = spawn(
    'unshare',
    [
      ...[
        '--mount',
        'sh',
        '-c',
        script,
        'sh',
        image.tree,
        settings,
        User,
        WorkingDir,
      ],
      ...['-i', ...Env, 'node', 'packages/backend'],
      ...configs.flatMap(file => ['--config', file]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
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
    const userEntityRef = await signIn(url, stub.url, 'mira_lindqvist').catch(
      error => {
        throw new Error(`${error.message}\n${log.slice(-4000)}`);
      },
    );
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
    };
  } finally {
    portal.kill('SIGKILL');
    await stub.close();
    rmSync(settings, { recursive: true, force: true });
  }
}

function configure(stub: { url: string; apiUrl: string }) {
  const { parse } = requireFrom('packages/backend')(
    'yaml',
  ) as typeof import('yaml');
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
          development: { baseUrl: stub.url, apiBaseUrl: stub.apiUrl },
        },
      },
    },
    catalog: {
      // The image is started in another folder than the one that app-config.yaml goes by.
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
