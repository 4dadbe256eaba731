import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { type JsonObject } from '@backstage/types';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BitbucketWorkspaceTransformExtensionPoint,
  bitbucketWorkspaceTransformExtensionPoint,
  default as catalogModuleBitbucketWorkspace,
} from '..';
import { CONSUMER } from './createHarness';

export const TASK = 'BitbucketWorkspaceEntityProvider:main:refresh';

const LOCATION = 'ldap:directory';

type Features = NonNullable<Parameters<typeof startTestBackend>[0]['features']>;

/** Returns a User or a Group of another source. */
export function createForeign(
  kind: 'User' | 'Group',
  name: string,
  parts: { annotations?: Record<string, string>; spec?: JsonObject } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'backstage.io/managed-by-location': LOCATION,
        'backstage.io/managed-by-origin-location': LOCATION,
        ...parts.annotations,
      },
    },
    spec:
      kind === 'User'
        ? { memberOf: [], ...parts.spec }
        : { type: 'team', children: [], ...parts.spec },
  };
}

/** Another source: a directory that sends its entities on request. */
export function createDirectory(...initial: Entity[]) {
  let connected: EntityProviderConnection | undefined;
  const send = async (entities: Entity[]) =>
    connected?.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({ entity, locationKey: LOCATION })),
    });
  const module = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'directory',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'directory',
            connect: async connection => {
              connected = connection;
              await send(initial);
            },
          });
        },
      });
    },
  });
  return { module, send: (...entities: Entity[]) => send(entities) };
}

export function createTransforms(
  set: (point: BitbucketWorkspaceTransformExtensionPoint) => void,
) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'transforms',
    register(reg) {
      reg.registerInit({
        deps: { point: bitbucketWorkspaceTransformExtensionPoint },
        init: async ({ point }) => set(point),
      });
    },
  });
}

/** A backend with the catalog and this module, which reads the stub. */
export async function startCatalog(options: {
  stub: BitbucketCloudStub;
  /** Configuration of the provider; undefined for no provider. */
  config?: JsonObject;
  /** Further keys of the root configuration. */
  root?: JsonObject;
  features?: Features;
}) {
  const { stub, config } = options;
  const scheduler = mockServices.scheduler();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const logger = mockServices.rootLogger.mock({
    child: () => logger,
    info: write,
    warn: write,
    error: write,
  });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModuleBitbucketWorkspace,
      logger.factory,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          ...options.root,
          catalog: {
            processingInterval: { seconds: 1 },
            stitchingStrategy: { pollingInterval: { milliseconds: 50 } },
            providers: config && {
              bitbucketWorkspace: {
                main: {
                  workspace: 'harbour-bikes',
                  clientId: CONSUMER.id,
                  clientSecret: CONSUMER.secret,
                  baseUrl: stub.url,
                  apiBaseUrl: stub.apiUrl,
                  ...config,
                },
              },
            },
          },
        },
      }),
      ...(options.features ?? []),
    ],
  });
  const catalogUrl = `http://localhost:${backend.server.port()}/api/catalog`;
  const url = `${catalogUrl}/entities`;
  const read = async (path: string): Promise<Entity | undefined> => {
    const response = await fetch(`${url}/by-name/${path}`);
    return response.ok ? ((await response.json()) as Entity) : undefined;
  };
  /** Waits until the catalog has processed the entity. */
  const until = async (
    path: string,
    isReady: (entity: Entity | undefined) => boolean,
  ) => {
    let entity = await read(path);
    while (!isReady(entity)) {
      await sleep(20);
      entity = await read(path);
    }
    return entity;
  };
  /** Returns the Groups of a User from its relations in the catalog. */
  const groupsOf = (user: Entity | undefined) =>
    user?.relations
      ?.filter(({ type }) => type === 'memberOf')
      .map(({ targetRef }) => targetRef)
      .sort();
  /** Waits until a User is a member of exactly these Groups. */
  const untilInGroups = (path: string, groups: string[]) =>
    until(path, user => groupsOf(user)?.join() === [...groups].sort().join());
  return {
    backend,
    catalogUrl,
    groupsOf,
    untilInGroups,
    lines,
    read,
    until,
    run: () => scheduler.triggerTask(TASK),
    scheduler,
  };
}
