import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import { createLocationRouter } from './createLocationRouter';
import { type LocationHandlers } from './LocationHandlers';

const DENY: AuthorizeResult.DENY = AuthorizeResult.DENY;

/** The part of a router of Express 4 that lists its routes. */
interface ExpressRouter {
  stack: {
    route?: { path: string | string[]; methods: Record<string, boolean> };
    handle: Partial<ExpressRouter>;
  }[];
}

/** Lists the routes that can change data, for example `DELETE /locations/:id`. */
function listChanges({ stack }: ExpressRouter): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) {
      return handle.stack ? listChanges(handle as ExpressRouter) : [];
    }
    return Object.keys(route.methods)
      .filter(method => !['get', 'head', 'options'].includes(method))
      .flatMap(method =>
        [route.path].flat().map(path => `${method.toUpperCase()} ${path}`),
      );
  });
}

/**
 * Every catalog route that is not a read, and the permissions that it checks.
 *
 * @seam The catalog guards its routes with these permissions. A route that is missing here is new: find
 * out whether it requires an ownership check before you add it.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/service/createRouter.ts
 */
const CATALOG_ROUTES: Record<string, string[]> = {
  'POST /refresh': ['catalog.entity.refresh'],
  'POST /entities/by-query': ['catalog.entity.read'],
  'DELETE /entities/by-uid/:uid': ['catalog.entity.delete'],
  'POST /entities/by-refs': ['catalog.entity.read'],
  'POST /entity-facets': ['catalog.entity.read'],
  'POST /locations': ['catalog.location.create'],
  'POST /locations/by-query': ['catalog.location.read'],
  'PUT /locations/:id': ['catalog.location.create'],
  'DELETE /locations/:id': ['catalog.location.delete'],
  'POST /analyze-location': ['catalog.location.analyze'],
  'POST /validate-entity': ['catalog.entity.validate'],
};

/** Backstage services add routes to each plugin, for example `/.well-known` and `/.backstage`. */
const isOfCatalog = (route: string) => !route.includes(' /.');

const BODIES: Record<string, object> = {
  'POST /refresh': { entityRef: 'component:default/a' },
  'POST /entities/by-query': {},
  'POST /entities/by-refs': { entityRefs: [] },
  'POST /entity-facets': { facets: ['kind'] },
  'POST /locations/by-query': {},
  'POST /analyze-location': {
    location: { type: 'url', target: 'http://localhost/a' },
  },
  'POST /validate-entity': {
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'a' },
    },
    location: 'url:http://localhost/a',
  },
};

jest.setTimeout(30_000);

describe('the catalog without the routes of this package', () => {
  let catalogRouter: ExpressRouter;
  const asked: string[] = [];
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    const deny = async (requests: { permission: { name: string } }[]) => {
      asked.push(...requests.map(({ permission }) => permission.name));
      return requests.map(() => ({ result: DENY }));
    };
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        httpAuthServiceFactory,
        mockServices.permissions.mock({
          authorize: deny,
          authorizeConditional: deny,
        }).factory,
        createServiceFactory({
          service: coreServices.httpRouter,
          deps: {
            plugin: coreServices.pluginMetadata,
            root: coreServices.rootHttpRouter,
          },
          factory({ plugin, root }) {
            const router = express.Router();
            root.use(`/api/${plugin.getId()}`, router);
            if (plugin.getId() === 'catalog') {
              catalogRouter = router as unknown as ExpressRouter;
            }
            return {
              use: handler => router.use(handler),
              addAuthPolicy() {},
            };
          },
        }),
      ],
    });
  }, 60_000);

  afterAll(() => backend?.stop());

  it('has exactly the known routes', () => {
    expect(listChanges(catalogRouter).filter(isOfCatalog).sort()).toEqual(
      Object.keys(CATALOG_ROUTES).sort(),
    );
  });

  it.each(Object.entries(CATALOG_ROUTES))(
    'checks known permissions in %s',
    async (route, permissions) => {
      asked.length = 0;
      const [method, path] = route.split(' ');
      const id = crypto.randomUUID();
      await fetch(
        `http://localhost:${backend.server.port()}/api/catalog${path.replace(
          /:u?id/,
          id,
        )}`,
        {
          method,
          headers: { 'content-type': 'application/json' },
          body:
            method === 'DELETE'
              ? undefined
              : JSON.stringify(
                  BODIES[route] ?? {
                    type: 'url',
                    target: 'http://localhost/a',
                  },
                ),
        },
      );
      expect([...new Set(asked)]).toEqual(permissions);
    },
  );
});

describe('the routes of this package', () => {
  it('cover every route that changes a location', () => {
    const router = createLocationRouter({} as LocationHandlers);
    const ours = listChanges(router as unknown as ExpressRouter);
    const changesLocation = Object.entries(CATALOG_ROUTES).filter(
      ([route, permissions]) =>
        route.includes(' /locations') ||
        permissions.some(name =>
          /^catalog\.location\.(create|delete)$/.test(name),
        ),
    );
    expect(ours).toEqual(
      expect.arrayContaining(changesLocation.map(([route]) => route)),
    );
  });
});
