import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  type BackendFeature,
  coreServices,
  type BackstageUserPrincipal,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import {
  type CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DefaultEventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { bitbucketCloudPlugin } from '../plugin';

/** Components of the stub's company, each with a repository. */
export const COMPONENTS: Entity[] = [
  'booking-api',
  'not-a-repository',
  'elsewhere',
  'none',
].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations:
      name === 'none'
        ? undefined
        : {
            'bitbucket.org/repo-slug': `${
              name === 'elsewhere' ? 'other-workspace' : 'harbour-bikes'
            }/${name}`,
          },
  },
  spec: {},
  // The mock user owns one of them.
  relations:
    name === 'booking-api'
      ? [
          {
            type: 'ownedBy',
            targetRef: mockCredentials.user().principal.userEntityRef,
          },
        ]
      : [],
}));

/** Components that know the uuid of their repository. */
const withUuid: Entity[] = [
  ['renamed', 'booking-web', '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b02}'],
  ['deleted', 'fleet-map', '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7c0b}'],
].map(([name, slug, uuid]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'bitbucket.org/repo-slug': `harbour-bikes/${slug}`,
      'bitbucket.org/repo-uuid': uuid,
    },
  },
  spec: {},
}));

/**
 * A catalog in which each user reads only some entities. The catalog's own mock reads with the rights of the portal.
 */
function catalogOf(all: Entity[], isReadable: IsReadable) {
  const as = (options: { credentials: object }) => {
    const { principal } = options.credentials as {
      principal: BackstageUserPrincipal;
    };
    return catalogServiceMock({
      entities: all.filter(each => isReadable(each, principal.userEntityRef)),
    });
  };
  const catalog: Partial<CatalogService> = {
    getEntityByRef: (ref, options) => as(options).getEntityByRef(ref, options),
    getEntitiesByRefs: (request, options) =>
      as(options).getEntitiesByRefs(request, options),
    streamEntities: (request, options) =>
      as(options).streamEntities(request, options),
  };
  return createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () => catalog as CatalogService,
  });
}

type IsReadable = (entity: Entity, userEntityRef: string) => boolean;

/**
 * Starts the plugin with a stub that contains the company Harbour Bikes.
 *
 * @param config - of the workspace
 * @param more - `entities`: in the catalog, in place of some components; `isReadable`: by users; default all; `bitbucketCloud`: other keys; `features`: of
 * the backend; `stub`: is closed at the end
 */
export async function startPages(
  config: object = {},
  more: {
    bitbucketCloud?: object;
    entities?: Entity[];
    features?: BackendFeature[];
    isReadable?: IsReadable;
    stub?: BitbucketCloudStub;
    /** More workspaces, at the same stub. */
    workspaces?: Record<string, object>;
  } = {},
) {
  const { entities = [...COMPONENTS, ...withUuid], features = [] } = more;
  const bitbucket = more.stub ?? (await createBitbucketCloudStub());
  const scheduler = mockServices.scheduler();
  const events = DefaultEventsService.create({
    logger: mockServices.logger.mock(),
  });
  const backend = await startTestBackend({
    features: [
      bitbucketCloudPlugin,
      ...features,
      catalogOf(entities, more.isReadable ?? (() => true)),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => events.forPlugin('bitbucket-cloud'),
      }),
      mockServices.rootConfig.factory({
        data: {
          bitbucketCloud: {
            ...more.bitbucketCloud,
            workspaces: {
              ...Object.fromEntries(
                Object.entries(more.workspaces ?? {}).map(([id, each]) => [
                  id,
                  {
                    baseUrl: bitbucket.url,
                    apiBaseUrl: bitbucket.apiUrl,
                    ...each,
                  },
                ]),
              ),
              main: {
                workspace: 'harbour-bikes',
                clientId: 'harbour-bikes-pages',
                clientSecret: 'not-a-secret-for-pages-only-the-stub-accepts-it',
                baseUrl: bitbucket.url,
                apiBaseUrl: bitbucket.apiUrl,
                ...config,
              },
            },
          },
        },
      }),
    ],
  });
  async function ask(path: string, header = mockCredentials.user.header()) {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/bitbucket-cloud/${path}`,
      { headers: { authorization: header } },
    );
    return { status: response.status, body: await response.json() };
  }
  return {
    stub: bitbucket,
    events,
    /** Requests a route of a component, as a user. */
    get: (path: string, header?: string) =>
      ask(`entities/component/default/${path}`, header),
    /** Requests a route of the plugin, as a user. */
    ask,
    /** Sends JSON to a route of a component, as a user. */
    async post(path: string, body: unknown) {
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/bitbucket-cloud/entities/component/default/${path}`,
        {
          method: 'POST',
          headers: {
            authorization: mockCredentials.user.header(),
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
        },
      );
      return { status: response.status, body: await response.json() };
    },
    /** Runs a task now. */
    runTask: (id: string) => scheduler.triggerTask(id),
    /** Returns the number of calls to the REST API. */
    calls: () => bitbucket.journal.entries({ path: '/2.0/**' }).length,
    async stop() {
      await backend.stop();
      await bitbucket.close();
    },
  };
}
