import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { JsonObject } from '@backstage/types';
import { CONSUMER, registerConsumer } from './__testUtils__/createHarness';
import {
  BitbucketWorkspaceTransformExtensionPoint,
  bitbucketWorkspaceTransformExtensionPoint,
  default as catalogModuleBitbucketWorkspace,
} from '.';

const TASK = 'BitbucketWorkspaceEntityProvider:main:refresh';
const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

/** A source that is not ours: a directory with one User in it. */
function createDirectory(name: string, email: string) {
  const location = 'ldap:directory';
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
    spec: { profile: { email }, memberOf: [] },
  };
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'directory',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'directory',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: [{ entity, locationKey: location }],
              }),
          });
        },
      });
    },
  });
}

function createTransforms(
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

async function startCatalog(
  config: JsonObject | undefined,
  features: Parameters<typeof startTestBackend>[0]['features'] = [],
) {
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
          catalog: {
            processingInterval: { seconds: 1 },
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
      ...(features ?? []),
    ],
  });
  const url = `http://localhost:${backend.server.port()}/api/catalog/entities`;
  const read = async (path: string): Promise<Entity | undefined> => {
    const response = await fetch(`${url}/by-name/${path}`);
    return response.ok ? ((await response.json()) as Entity) : undefined;
  };
  /** Waits until the catalog has processed what it was sent. */
  const until = async (
    path: string,
    isReady: (entity: Entity | undefined) => boolean,
  ) => {
    let entity = await read(path);
    while (!isReady(entity)) {
      entity = await read(path);
    }
    return entity;
  };
  return {
    backend,
    lines,
    read,
    until,
    run: () => scheduler.triggerTask(TASK),
    scheduler,
  };
}

it('fills an empty catalog, and takes out who left', async () => {
  const { run, until, lines } = await startCatalog({});
  await run();
  expect(lines.join('\n')).toContain('8 added');
  const mira = await until('user/default/mira', entity =>
    Boolean(entity?.relations?.length),
  );
  expect(mira).toMatchObject({
    metadata: { annotations: { 'bitbucket.org/user-id': MIRA } },
    relations: expect.arrayContaining([
      { type: 'memberOf', targetRef: 'group:default/harbour-bikes' },
      { type: 'memberOf', targetRef: 'group:default/harbour-bikes-owners' },
    ]),
  });

  stub.update('treyes', { workspaces: {} });
  await until('user/default/tomas', entity => entity !== undefined);
  await run();
  await until('user/default/tomas', entity => entity === undefined);
}, 30_000);

it('annotates the User of a directory without owning it', async () => {
  const directory = createDirectory(
    'm.lindqvist',
    'Mira.Lindqvist@harbourbikes.example',
  );
  const { run, until, read } = await startCatalog(
    // There is one person only.
    { people: 'link', shrinkGuard: { share: 1 } },
    [directory],
  );
  const path = 'user/default/m.lindqvist';
  await until(path, entity => entity !== undefined);
  await run();
  const linked = await until(path, entity =>
    Boolean(entity?.metadata.annotations?.['bitbucket.org/user-id']),
  );
  expect(linked?.metadata.annotations).toMatchObject({
    'bitbucket.org/user-id': MIRA,
    'bitbucket.org/account-id': '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
    'backstage.io/managed-by-location': 'ldap:directory',
  });
  expect(await read('user/default/mira')).toBeUndefined();

  stub.update(MIRA, { workspaces: {} });
  await run();
  await until(
    path,
    entity => !entity?.metadata.annotations?.['bitbucket.org/user-id'],
  );
}, 30_000);

it('leaves the User of a directory alone that has the name of a member', async () => {
  const directory = createDirectory('mira', 'another.mira@x.example');
  const { run, until, read } = await startCatalog({}, [directory]);
  await until('user/default/mira', entity => entity !== undefined);
  await run();
  await until('user/default/tomas', entity => entity !== undefined);
  // The member is removed as well: that must not take the other one's User.
  stub.update(MIRA, { workspaces: {} });
  await run();
  stub.update('treyes', { workspaces: {} });
  await run();
  await until('user/default/tomas', entity => entity === undefined);
  expect(await read('user/default/mira')).toMatchObject({
    spec: { profile: { email: 'another.mira@x.example' } },
  });
}, 30_000);

it('changes Users and Groups as a module says', async () => {
  const transforms = createTransforms(point => {
    point.setUserTransformer((user, { member }) =>
      member.nickname === 'sam'
        ? undefined
        : {
            ...user,
            metadata: { ...user.metadata, name: `bb-${user.metadata.name}` },
          },
    );
    point.setGroupTransformer(async (group, { of, workspace }) =>
      of === 'owners'
        ? undefined
        : {
            ...group,
            metadata: { ...group.metadata, name: `all-of-${workspace.slug}` },
          },
    );
  });
  const { run, until, lines } = await startCatalog({}, [transforms]);
  await run();
  expect(lines.join('\n')).toContain('6 added');
  await until('user/default/bb-mira', entity =>
    Boolean(
      entity?.relations?.some(
        each => each.targetRef === 'group:default/all-of-harbour-bikes',
      ),
    ),
  );
}, 30_000);

it('does not start where two modules set a transformer', async () => {
  const twice = createTransforms(point => {
    point.setGroupTransformer(group => group);
    point.setUserTransformer(user => user);
    point.setUserTransformer(user => user);
  });
  await expect(startCatalog({}, [twice])).rejects.toThrow(
    'There is already a user transformer of the Bitbucket workspaces',
  );
  const groups = createTransforms(point => {
    point.setGroupTransformer(group => group);
    point.setGroupTransformer(group => group);
  });
  await expect(startCatalog({}, [groups])).rejects.toThrow(
    'There is already a group transformer of the Bitbucket workspaces',
  );
});

it('does not start with a wrong configuration', async () => {
  await expect(startCatalog({ workspace: 'no slug' })).rejects.toThrow(
    "catalog.providers.bitbucketWorkspace.main.workspace is 'no slug'",
  );
});

it('does nothing where nothing is configured', async () => {
  const { scheduler } = await startCatalog(undefined);
  await expect(scheduler.triggerTask(TASK)).rejects.toThrow('not found');
});
