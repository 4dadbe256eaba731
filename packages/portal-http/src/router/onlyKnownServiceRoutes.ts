import { NotFoundError } from '@backstage/errors';
import { Router } from 'express';

/** The Backstage service routes that clients need. */
const KNOWN = ['actions', 'auth'];

/**
 * Hides the routes that Backstage's services add to each plugin, except the routes for actions, cookies
 * and public keys.
 *
 * The scheduler routes let every signed-in user list, start and cancel the tasks of a plugin. A user
 * could cancel each workspace import, so that people who left the workspace keep their permissions.
 *
 * @seam The scheduler adds its routes below this path:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/scheduler/lib/PluginTaskSchedulerImpl.ts
 */
export function onlyKnownServiceRoutes(): Router {
  // Like the plugin routers, this router ignores case and decodes only parameters.
  return Router().use(
    '/api/:plugin/.backstage/:service',
    ({ params }, _res, next) => {
      next(
        KNOWN.includes(params.service.toLowerCase())
          ? undefined
          : new NotFoundError(
              'The portal does not offer this route. Scheduled tasks cannot be listed, started or canceled over HTTP.',
            ),
      );
    },
  );
}
