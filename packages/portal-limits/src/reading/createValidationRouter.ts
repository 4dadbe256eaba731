import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';
import { type Request, type RequestHandler, Router } from 'express';

/**
 * Runs before the catalog route that validates an entity, and removes the annotations that contain the
 * location of the entity. The catalog sets them to the location of the request.
 *
 * @seam The catalog accepts only
 * `url:` as that location, but annotations of the entity override it, and with `file:` the catalog reads
 * files of the backend:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/createRouter.ts
 * @seamTest packages/portal-limits/src/reading/catalogModuleLocations.test.ts
 */
export function createValidationRouter(readBody: RequestHandler): Router {
  const router = Router();
  router.post('/validate-entity', readBody, (req, _res, next) => {
    removeLocations(req);
    next();
  });
  return router;
}

function removeLocations({ body }: Request) {
  const annotations = body?.entity?.metadata?.annotations;
  if (typeof annotations === 'object' && annotations !== null) {
    delete annotations[ANNOTATION_LOCATION];
    delete annotations[ANNOTATION_ORIGIN_LOCATION];
  }
}
