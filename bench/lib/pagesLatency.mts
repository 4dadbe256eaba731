import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort, startPostgres } from '@backstage-bitbucket/test-kit';
import { askFloor } from './askFloor.mts';
import { helpers } from './ingestionBench.mts';
import type { Helper } from './messages.mts';
import type { PagesBitbucket } from './pagesBitbucket.mts';
import { pagesConsumer } from './pagesCompany.mts';
import { userEntityOf, uuidOf } from './people.mts';

const REPOSITORIES = 50;
const PULL_REQUESTS = 20;
const INSTANCES = 2;
const READY_MS = 120_000;
const PATHS = ['pull-requests', 'pipelines', 'environments'];

/** Milliseconds of each request for a cached answer, by path. */
export interface PagesLatency {
  byPath: Map<string, number[]>;
  /** Calls to Bitbucket during the measurement. */
  calls: number;
  /** CPU time of both instances for each request, in milliseconds. */
  cpuMs: number;
}

/**
 * Measures cached answers: requests over HTTP to two instances with one PostgreSQL server.
 *
 * @param load - `perSecond`: requests, spread evenly over time, instances and repositories
 */
export async function measurePagesLatency(
  folder: string,
  load: { perSecond: number; seconds: number },
): Promise<PagesLatency> {
  const postgres = await startPostgres();
  try {
    const stub = helpers.start('pagesBitbucket.mts', [
      String(REPOSITORIES),
      String(PULL_REQUESTS),
    ]);
    const bitbucket = await stub.ready<PagesBitbucket>();
    const urls: string[] = [];
    const backends: Helper[] = [];
    // Sequential, as in production: the first instance runs the migrations.
    while (urls.length < INSTANCES) {
      const started = await startInstance(
        join(folder, `instance-${urls.length}`),
        { bitbucket, connection: postgres.connection },
      );
      urls.push(started.url);
      backends.push(started.backend);
    }
    const token = await waitFor(async () => {
      const session = await askFloor(urls[0], uuidOf(0));
      return session.token;
    });
    const requests = bitbucket.slugs.flatMap(slug =>
      PATHS.map(path => ({ slug, path })),
    );
    const ask = async (
      index: number,
      { slug, path }: (typeof requests)[number],
    ) => {
      const response = await fetch(
        `${
          urls[index % INSTANCES]
        }/api/bitbucket-cloud/entities/component/default/${slug}/${path}`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      await response.arrayBuffer();
      if (response.status !== 200) {
        throw new Error(`status ${response.status} for ${path} of ${slug}`);
      }
    };
    for (const request of requests) {
      await waitFor(() => ask(0, request));
      // Also at the other instance, whose code is not compiled yet.
      await ask(1, request);
    }
    const cpuBefore = await cpuMsOf(backends);
    const callsBefore = await stub.ask<number>('calls');
    const byPath = new Map(PATHS.map(path => [path, [] as number[]]));
    const running: Promise<void>[] = [];
    const start = performance.now();
    for (let count = 0; count < load.perSecond * load.seconds; count++) {
      const dueAt = start + (count * 1000) / load.perSecond;
      await sleep(Math.max(0, dueAt - performance.now()));
      const request = requests[(count * 7) % requests.length];
      const sentAt = performance.now();
      running.push(
        ask(count, request).then(() => {
          byPath.get(request.path)!.push(performance.now() - sentAt);
        }),
      );
    }
    await Promise.all(running);
    const calls = (await stub.ask<number>('calls')) - callsBefore;
    const cpuMs = (await cpuMsOf(backends)) - cpuBefore;
    return { byPath, calls, cpuMs: cpuMs / running.length };
  } finally {
    await helpers.endAll();
    await postgres.close();
  }
}

async function startInstance(
  folder: string,
  options: { bitbucket: PagesBitbucket; connection: object },
): Promise<{ url: string; backend: Helper }> {
  const { bitbucket, connection } = options;
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const entities = join(folder, 'entities.yaml');
  writeFileSync(entities, toYaml(bitbucket));
  const config = join(folder, 'app-config.json');
  const consumer = {
    clientId: pagesConsumer.id,
    clientSecret: pagesConsumer.secret,
    baseUrl: bitbucket.url,
    apiBaseUrl: bitbucket.apiUrl,
  };
  writeFileSync(
    config,
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port },
        database: { client: 'pg', connection },
      },
      auth: { environment: 'bench', providers: { floor: {} } },
      permission: { enabled: true },
      catalog: {
        locations: [
          {
            type: 'file',
            target: entities,
            rules: [{ allow: ['Component', 'User'] }],
          },
        ],
      },
      bitbucketCloud: {
        workspaces: { bench: { ...consumer, workspace: bitbucket.workspace } },
      },
    }),
  );
  const backend = helpers.start('pagesBackend.mts', ['--config', config]);
  await backend.ready();
  return { url, backend };
}

async function cpuMsOf(backends: Helper[]): Promise<number> {
  let microseconds = 0;
  for (const backend of backends) {
    const { system, user } = await backend.ask<NodeJS.CpuUsage>('cpu');
    microseconds += system + user;
  }
  return microseconds / 1000;
}

/** JSON documents are YAML documents. */
function toYaml({ slugs, workspace }: PagesBitbucket): string {
  const components = slugs.map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'bitbucket.org/repo-slug': `${workspace}/${name}` },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
  }));
  const { kind, apiVersion, metadata, spec } = userEntityOf(0);
  const { name, annotations } = metadata;
  const user = {
    apiVersion,
    kind,
    metadata: {
      name,
      annotations: {
        'bitbucket.org/user-id': annotations['bitbucket.org/user-id'],
      },
    },
    spec: { ...spec, memberOf: [] },
  };
  return [user, ...components]
    .map(each => JSON.stringify(each))
    .join('\n---\n');
}

/** Repeats an attempt until the catalog has processed its entities. */
async function waitFor<T>(attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + READY_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) {
        throw error;
      }
      await sleep(250);
    }
  }
}
