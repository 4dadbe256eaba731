import { type ScmIntegrations } from '@backstage/integration';
import { type Request, type RequestHandler, Router } from 'express';
import { requireCanonicalUrl } from './canonicalUrl';

/**
 * Runs before the catalog routes that register, update and analyze a location, and rejects a target that
 * is not a canonical URL. The readers reject it too, but later, and the error is only in the catalog's
 * log.
 */
export function createTargetRouter(
  integrations: ScmIntegrations,
  readBody: RequestHandler,
): Router {
  const router = Router();
  router.use(
    ['/locations', '/analyze-location'],
    readBody,
    (req, _res, next) => {
      const target = findTarget(req);
      if (target !== undefined) {
        requireCanonicalUrl(target, integrations);
      }
      next();
    },
  );
  return router;
}

/** The catalog itself rejects a target that is not text, and a location of another type. */
function findTarget({ body }: Request): string | undefined {
  const location = body?.location ?? body;
  return location?.type === 'url' && typeof location.target === 'string'
    ? location.target
    : undefined;
}
