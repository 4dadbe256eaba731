import {
  type AuthService,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  parseLocationRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Router } from 'express';
import createRouter from 'express-promise-router';
import { checkRemoval, type OwnershipCheckOptions } from './checkOwnership';
import { findLocation } from './findLocation';
import { isAdministrator } from './isAdministrator';
import { isOnlyRegistered, isOrphan } from './readSources';

/** The services that {@link createDeletionRouter} uses. */
export interface DeletionOptions extends OwnershipCheckOptions {
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}

/**
 * Creates a route that runs before the catalog deletes an entity. Owners can delete orphans (entities
 * that no file contains) and the entities of a location that they can unregister.
 *
 * The catalog assigns the name of a deleted entity to the file that it reads next. Without this check, a
 * member of the owning team could move an entity from the company's files to their own file.
 */
export function createDeletionRouter(options: DeletionOptions): Router {
  const { auth, catalog, httpAuth, permissions } = options;
  const router = createRouter();
  router.delete('/entities/by-uid/:uid', async (req, _res, next) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    if (
      auth.isPrincipal(credentials, 'user') &&
      !(await isAdministrator(credentials, permissions))
    ) {
      const { items } = await catalog.queryEntities(
        { filter: { 'metadata.uid': req.params.uid }, limit: 1 },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      for (const entity of items) {
        await checkDeletion(entity, credentials, options);
      }
    }
    next('router');
  });
  return router;
}

async function checkDeletion(
  entity: Entity,
  credentials: BackstageCredentials<BackstageUserPrincipal>,
  options: DeletionOptions,
) {
  const { auth, catalog, database } = options;
  const ref = stringifyEntityRef(entity);
  if (await isOrphan(ref, database)) {
    return;
  }
  const { name, annotations = {} } = entity.metadata;
  const origin = annotations[ANNOTATION_ORIGIN_LOCATION];
  const location = await findLocation(
    parseLocationRef(origin),
    catalog,
    await auth.getOwnServiceCredentials(),
  );
  const error = new NotAllowedError(
    `You cannot delete ${name}, because it is from ${origin}, and you cannot unregister that location. Remove the entity from its file. The portal then deletes it automatically, or you can delete it.`,
  );
  if (!location || !(await isOnlyRegistered(ref, database))) {
    throw error;
  }
  await checkRemoval(location, credentials, options).catch(cause => {
    throw NotAllowedError.is(cause) ? error : cause;
  });
}
