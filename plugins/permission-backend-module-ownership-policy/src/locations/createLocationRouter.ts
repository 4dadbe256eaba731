import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import createRouter from 'express-promise-router';
import {
  checkLocationQuery,
  rejectNulCharacters,
  requireUuid,
} from './checkInput';
import { type LocationHandlers, type Outcome } from './LocationHandlers';

/** Leaves this router. The catalog handles the request. */
const forward: RequestHandler = (_req, _res, next) => next('router');

function run(
  handle: (req: Request, res: Response) => Promise<Outcome>,
): RequestHandler {
  return async (req, res, next) => {
    if ((await handle(req, res)) === 'forward') {
      next('router');
    }
  };
}

/**
 * Creates the routes that handle locations before the catalog.
 *
 * For the catalog,
 * `catalog.location.delete` is a permission without a resource: a user who has it can unregister every location. The policy therefore denies it to all users except administrators, and these routes unregister a location for its owners. A user who has `catalog.location.create`
 * can also update every location, so these routes require an administrator for an update.
 *
 * All other routes below `/locations` that can change data require an administrator.
 */
export function createLocationRouter(handlers: LocationHandlers): Router {
  const router = createRouter();
  // The catalog parses the body with the same settings.
  router.use(express.json(), rejectNulCharacters);
  // Express paths ignore case and a trailing slash, here and in the catalog.
  router.get('/locations/:id', requireUuid);
  router.post(
    '/locations',
    run((req, res) => handlers.register(req, res)),
  );
  router.put(
    '/locations/:id',
    requireUuid,
    run((req, res) => handlers.update(req, res)),
  );
  router.delete(
    '/locations/:id',
    requireUuid,
    run((req, res) => handlers.unregister(req, res)),
  );
  router.post('/locations/by-query', checkLocationQuery);
  router.get('/locations*', forward);
  router.options('/locations*', forward);
  router.all(
    ['/locations', '/locations/*'],
    run(req => handlers.requireAdministrator(req)),
  );
  return router;
}
