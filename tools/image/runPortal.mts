import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { describeFailure } from '../lib/describeFailure.mts';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import { prepareSeed } from '../lib/people.mts';
import { memoryOf } from '../lib/processFigures.mts';
import { root } from '../lib/workspace.mts';
import type { Image } from './image.mts';
import { limitMemory } from './limitMemory.mts';
import { createPod, type Pod } from './pod.mts';
import { signIn } from './signIn.mts';
import { startBackings } from './startBackings.mts';
import { startIn } from './startIn.mts';

/** The observations of one run. */
export interface Seen {
  pod: Pod;
  secondsToStart: number;
  secondsToEnd: number;
  exitCode: number | null;
  /** User and group. */
  user: string;
  isReadOnly: boolean;
  /** Whether the memory was limited as the pod states. */
  isLimited: boolean;
  /** Resident memory when the portal was ready. */
  megabytes: number;
  userEntityRef: string;
  /** The user who must be signed in: the first user of the catalog's seed. */
  expectedRef: string | undefined;
  /** The response of the endpoint for Prometheus after the sign-in. */
  metrics: string;
  /** The plugins that are connected to the database. */
  databasePlugins: string[];
}

const publicUrl = 'https://portal.quayside.test';

/** Starts the portal of an image as a pod of deploy/kubernetes, signs in, and ends it. */
export async function runPortal(image: Image): Promise<Seen> {
  const { seedFile, username, expectedRef } = choosePerson();
  const backings = await startBackings(publicUrl, seedFile);
  const { settings, hosts } = backings;
  // Other servers of this machine can use the ports of the manifests.
  const [port, metricsPort] = [await findFreePort(), await findFreePort()];
  settings.environment.OTEL_EXPORTER_PROMETHEUS_PORT = String(metricsPort);
  settings.files['app-config.check.yaml'] = JSON.stringify({
    backend: { listen: { port } },
  });
  const pod = createPod(settings);
  const limit = limitMemory(pod.bytes);
  const startedAt = performance.now();
  const portal = startIn(image, { ...pod, hosts, controlGroup: limit?.folder });
  let log = '';
  portal.stdout.on('data', chunk => (log += chunk));
  portal.stderr.on('data', chunk => (log += chunk));
  const ended = once(portal, 'exit');
  const url = `http://127.0.0.1:${port}`;
  try {
    while (!(await isReady(`${url}${pod.readinessPath}`))) {
      const seconds = (performance.now() - startedAt) / 1000;
      if (portal.exitCode !== null || seconds > pod.secondsToStart) {
        throw new Error(`The portal did not start:\n${log.slice(-4000)}`);
      }
      await wait(20);
    }
    const secondsToStart = (performance.now() - startedAt) / 1000;
    const status = readFileSync(`/proc/${portal.pid}/status`, 'utf8');
    const megabytes = Math.round(memoryOf(portal.pid!));
    const mounts = readFileSync(`/proc/${portal.pid}/mountinfo`, 'utf8');
    const userEntityRef = await signIn(username, {
      portalUrl: publicUrl,
      stubUrl: backings.stubUrl,
      env: 'production',
      fetch: throughProxy(url),
    }).catch(error => {
      throw new Error(`${describeFailure(error)}\n${log.slice(-4000)}`);
    });
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    const clients = await backings.postgres.query(
      "select distinct application_name as name from pg_stat_activity where usename = 'portal' order by 1",
    );
    const seen = {
      pod,
      secondsToStart,
      user: ['Uid', 'Gid'].map(name => readNumber(status, name)).join(':'),
      isReadOnly: /^\S+ \S+ \S+ \S+ \/ ro\b/m.test(mounts),
      isLimited: limit !== undefined,
      megabytes,
      userEntityRef,
      expectedRef,
      metrics: await metrics.text(),
      databasePlugins: (clients as { name: string }[])
        .map(({ name }) => /^backstage_plugin_(.+)/.exec(name)?.[1] ?? '')
        .filter(Boolean),
    };
    const endingAt = performance.now();
    portal.kill('SIGTERM');
    const late = AbortSignal.timeout(pod.secondsToEnd * 1000);
    late.addEventListener('abort', () => portal.kill('SIGKILL'));
    const [exitCode] = await ended;
    const secondsToEnd = (performance.now() - endingAt) / 1000;
    return { ...seen, secondsToEnd, exitCode };
  } finally {
    if (portal.exitCode === null && portal.signalCode === null) {
      portal.kill('SIGKILL');
      await ended;
    }
    limit?.close();
    pod.close();
    await backings.close();
  }
}

/** Returns the output of the image's own command with `--doctor`, without any environment variables. */
export async function runDoctor(image: Image): Promise<string> {
  const command = [...image.config.Cmd, '--doctor'];
  const doctor = startIn(image, { command });
  let output = '';
  doctor.stdout.on('data', chunk => (output += chunk));
  doctor.stderr.on('data', chunk => (output += chunk));
  await once(doctor, 'close');
  return output;
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

/** Sends requests for the public URL to the portal, like the proxy that ends TLS in front of it. */
function throughProxy(url: string) {
  return (
    target: string,
    init: { method?: string; headers: Record<string, string>; body?: string },
  ) => {
    const { host, pathname, search } = new URL(target);
    return fetch(`${url}${pathname}${search}`, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, host, 'x-forwarded-proto': 'https' },
    });
  };
}

/** Reads the effective ID, which is the second number of the line. */
function readNumber(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s+\\d+\\s+(\\d+)`, 'm').exec(status)?.[1];
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}
