import {
  type AuthService,
  type BackstageCredentials,
  type HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import express, { type Router } from 'express';
import createRouter from 'express-promise-router';
import { findLocation } from './findLocation';

const ACTION = 'catalog:unregister-entity';

/** The services that {@link createUnregisterActionRouter} uses. */
export interface UnregisterActionOptions {
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
}

/**
 * Creates a route that runs before the action that unregisters a location. The route replaces the URL of
 * the location in the input by its ID.
 *
 * The action compares URLs case-insensitively, and unregisters all matching locations. So it would also
 * unregister the location of another team, or fail for an owner because of that location.
 *
 * @seam The route and the input of the action.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/actions/createUnregisterCatalogEntitiesAction.ts
 */
export function createUnregisterActionRouter({
  auth,
  catalog,
  httpAuth,
}: UnregisterActionOptions): Router {
  const router = createRouter();
  router.post(
    '/.backstage/actions/:version/actions/:action/invoke',
    express.json(),
    async (req, _res, next) => {
      if (req.params.action === ACTION) {
        await httpAuth.credentials(req, { allow: ['user', 'service'] });
        const credentials = await auth.getOwnServiceCredentials();
        // The input is the body in version 1 of the route, and part of the body in version 2.
        for (const input of [req.body, req.body?.input]) {
          await replaceUrl(input, catalog, credentials);
        }
      }
      next('router');
    },
  );
  return router;
}

async function replaceUrl(
  input: { type?: { locationId?: unknown; locationUrl?: unknown } } | undefined,
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<void> {
  const url = input?.type?.locationUrl;
  // The action prefers an ID to a URL.
  if (typeof url !== 'string' || typeof input?.type?.locationId === 'string') {
    return;
  }
  const location = await findLocation(
    { type: 'url', target: url },
    catalog,
    credentials,
  );
  if (!location) {
    throw new NotFoundError(`Location with URL ${url} not found`);
  }
  input!.type = { locationId: location.id };
}
