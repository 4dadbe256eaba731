import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
  type Repository,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import { type JsonObject } from '@backstage/types';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  DefaultEventsService,
  type EventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { type Knex } from 'knex';
import { globalAgent } from 'node:http';
import bitbucketRepositories from '..';
import { uuidOf, WORKSPACE } from './repositories';
import { waitUntil } from './waitUntil';

export * from './repositories';

const CONSUMER = { id: 'repositories', secret: 'the-secret-of-repositories' };
const taskOf = (id: string) =>
  `BitbucketRepositoriesEntityProvider:${id}:refresh`;

export const WORKSPACE_UUID = uuidOf(900);

/**
 * A stub with one workspace and these repositories.
 *
 * @param replaced - closed; its address and time continue
 */
export async function startStub(
  repositories: Repository[],
  replaced?: BitbucketCloudStub,
): Promise<BitbucketCloudStub> {
  const seed = generateSeed({ members: 3, repositories: 0 });
  const now = replaced?.clock.now();
  await replaced?.close();
  // The client must not reuse a connection to the stub that was closed.
  globalAgent.destroy();
  const stub = await createBitbucketCloudStub({
    port: replaced && Number(new URL(replaced.url).port),
    seed: {
      ...seed,
      workspaces: [
        { slug: WORKSPACE, uuid: WORKSPACE_UUID, name: 'Workspace' },
      ],
      projects: [
        { workspace: WORKSPACE, key: 'SEA', uuid: uuidOf(901), name: 'Sea' },
        { workspace: WORKSPACE, key: 'LAND', uuid: uuidOf(902), name: 'Land' },
      ],
      repositories,
    },
  });
  if (now !== undefined) {
    stub.clock.advance(now - stub.clock.now() + 60_000);
  }
  registerConsumer(stub);
  return stub;
}

/** The configuration of a provider that reads the stub. */
export function providerConfig(stub: BitbucketCloudStub) {
  return {
    workspace: WORKSPACE,
    clientId: CONSUMER.id,
    clientSecret: CONSUMER.secret,
    baseUrl: stub.url,
    apiBaseUrl: stub.apiUrl,
  };
}

/** Returns the number of calls to the REST API with a valid token. */
export function callsOf(stub: BitbucketCloudStub): number {
  return stub.journal
    .entries({ path: '/2.0/**' })
    .filter(({ status }) => status !== 401).length;
}

export function registerConsumer(
  stub: BitbucketCloudStub,
  scopes = ['repository'],
) {
  stub.registerClient({ ...CONSUMER, workspace: WORKSPACE, scopes });
}

type Features = NonNullable<Parameters<typeof startTestBackend>[0]['features']>;

/** A backend with the catalog and this module, which reads the stub. */
export async function startRepositories(options: {
  stub: BitbucketCloudStub;
  /** Configuration of the provider, in addition to workspace, credentials and URLs. */
  config?: JsonObject;
  /** Configuration of a second provider, with the id `second`. */
  second?: JsonObject;
  /** Default: a database of its own. */
  knex?: Knex;
  features?: Features;
  isWithoutProvider?: boolean;
  /** Tasks start at their time, instead of by `run`. */
  hasRealScheduler?: boolean;
  /** Further keys of the root configuration. */
  root?: JsonObject;
}) {
  const { stub } = options;
  const provider = providerConfig(stub);
  const scheduler = mockServices.scheduler();
  const lines: string[] = [];
  const write = (level: string) => (line: string) => {
    lines.push(`${level}: ${line}`);
  };
  const logger = mockServices.rootLogger.mock({
    child: () => logger,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
  const events: EventsService = DefaultEventsService.create({ logger });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      bitbucketRepositories,
      logger.factory,
      createServiceFactory({
        service: eventsServiceRef,
        deps: { plugin: coreServices.pluginMetadata },
        factory: () => events,
      }),
      options.hasRealScheduler
        ? schedulerServiceFactory
        : createServiceFactory({
            service: coreServices.scheduler,
            deps: {},
            factory: () => scheduler,
          }),
      ...(options.knex
        ? [mockServices.database.factory({ knex: options.knex })]
        : []),
      mockServices.rootConfig.factory({
        data: {
          catalog: {
            processingInterval: { seconds: 1 },
            stitchingStrategy: { pollingInterval: { milliseconds: 50 } },
            providers: options.isWithoutProvider
              ? undefined
              : {
                  bitbucketRepositories: {
                    main: { ...provider, ...options.config },
                    ...(options.second && {
                      second: { ...provider, ...options.second },
                    }),
                  },
                },
          },
          integrations: { bitbucketCloud: [{}] },
          ...options.root,
        },
      }),
      ...(options.features ?? []),
    ],
  });
  const catalogUrl = `http://localhost:${backend.server.port()}/api/catalog`;
  const url = `${catalogUrl}/entities`;
  /** Returns the refs of all entities of a kind. */
  const refs = async (kind = 'Component'): Promise<string[]> => {
    const response = await fetch(`${url}?filter=kind=${kind}`);
    const entities = (await response.json()) as Entity[];
    return entities.map(({ metadata }) => metadata.name).sort();
  };
  return {
    backend,
    catalogUrl,
    baseUrl: `http://localhost:${backend.server.port()}`,
    events,
    lines,
    read: async (path: string): Promise<Entity | undefined> => {
      const response = await fetch(`${url}/by-name/${path}`);
      return response.ok ? ((await response.json()) as Entity) : undefined;
    },
    refs,
    /** Deletes the Location of a repository in the catalog. */
    remove: async (slug: string) => {
      const response = await fetch(`${url}?filter=kind=Location`);
      const found = ((await response.json()) as Entity[]).find(entity =>
        JSON.stringify(entity.spec).includes(`/${slug}/`),
      );
      await fetch(`${url}/by-uid/${found?.metadata.uid}`, { method: 'DELETE' });
    },
    /** Waits until the catalog has exactly these Components. */
    untilComponents: async (...names: string[]) => {
      const wanted = [...names].sort().join();
      await waitUntil(async () => {
        // The catalog removes entities that no Location contains any more every 30 seconds.
        await scheduler.triggerTask('catalog_orphan_cleanup');
        return (await refs()).join() === wanted;
      });
    },
    /** Runs the provider, and returns the last log line of the run. */
    run: async (id = 'main') => {
      await scheduler.triggerTask(taskOf(id));
      return lines.findLast(line => line.includes('Bitbucket repositories'));
    },
    scheduler,
  };
}

/** Publishes an event as the module for webhooks does. */
export async function sendEvent(
  portal: { events: EventsService },
  key: string,
  number: number,
  payload: JsonObject = {},
) {
  await portal.events.publish({
    topic: `bitbucketCloud.${key}`,
    eventPayload: {
      ...payload,
      repository: {
        uuid: uuidOf(number).toUpperCase(),
        full_name: `${WORKSPACE}/repo-${number}`,
        project: { key: 'SEA', uuid: uuidOf(901) },
        workspace: { slug: WORKSPACE, uuid: WORKSPACE_UUID },
        ...Object(payload.repository),
      },
    },
  });
}

/** Renames a repository at Bitbucket. */
export async function renameRepository(
  stub: BitbucketCloudStub,
  slug: string,
  name: string,
) {
  const token = 'the-token-of-an-administrator';
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token,
    scopes: ['repository:admin'],
  });
  const response = await fetch(
    `${stub.apiUrl}/repositories/${WORKSPACE}/${slug}`,
    {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name }),
    },
  );
  if (!response.ok) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
}
