import {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { catalogEntityDeletePermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Request, Router } from 'express';
import createRouter from 'express-promise-router';

/** What the guard needs to know whose a location is. */
export interface LocationGuardOptions {
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  /** Credentials of the catalog itself, to which no entity is hidden. */
  getOwnCredentials(): Promise<BackstageCredentials>;
}

/**
 * Stands before the routes of the catalog that remove a registered location or point it elsewhere.
 *
 * For the catalog this is a permission without a resource: whoever has it may unregister everything
 * of everybody. So the guard asks for each entity that came from the location whether the person may
 * remove that one.
 */
export function createLocationGuard(options: LocationGuardOptions): Router {
  const router = createRouter();
  const guard = async (req: Request) => {
    await checkLocation(req, options);
    return 'next';
  };
  // A path that ends in a slash or is written in capitals is the same for Express, here as there.
  router.delete('/locations/:id', guard);
  router.put('/locations/:id', guard);
  return router;
}

async function checkLocation(
  req: Request,
  { catalog, httpAuth, permissions, getOwnCredentials }: LocationGuardOptions,
): Promise<void> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  const own = { credentials: await getOwnCredentials() };
  const location = await catalog.getLocationById(req.params.id, own);
  if (!location) {
    // The catalog says so.
    return;
  }
  const origin = `${location.type}:${location.target}`;
  const { items } = await catalog.getEntities(
    {
      filter: {
        [`metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`]: origin,
      },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
    },
    own,
  );
  // Backstage describes a location by an entity that nobody owns.
  const itself = location.entityRef.toLocaleLowerCase('en-US');
  const refs = items.map(stringifyEntityRef).filter(ref => ref !== itself);
  // Nobody can tell yet whose it is, or nobody's it is: then it is for administrators.
  const isForAdministrators = refs.length === 0;
  const asked = isForAdministrators ? [itself] : refs;
  const decisions = await permissions.authorize(
    asked.map(resourceRef => ({
      permission: catalogEntityDeletePermission,
      resourceRef,
    })),
    { credentials },
  );
  const foreign = asked.filter(
    (_, index) => decisions[index].result !== AuthorizeResult.ALLOW,
  );
  if (foreign.length > 0 && isForAdministrators) {
    throw new NotAllowedError(
      'This location has not brought in anything that is yours. Wait until it has been read, or ask an administrator of the portal.',
    );
  }
  if (foreign.length > 0) {
    throw new NotAllowedError(
      `This location brings in ${foreign.slice(0, 3).join(', ')}${
        foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''
      }, which is not yours. Ask its owner, or an administrator of the portal.`,
    );
  }
}
