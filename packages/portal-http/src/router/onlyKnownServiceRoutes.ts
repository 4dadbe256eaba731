import { NotFoundError } from '@backstage/errors';
import { Router } from 'express';

/** What callers need of the routes that Backstage's services add to each plugin. */
const KNOWN = ['actions', 'auth'];

/**
 * Hides the routes that Backstage's services add to each plugin, except the actions and the cookie and the keys of
 * tokens.
 *
 * The scheduler lets everybody who is signed in list, start and cancel the tasks of a plugin. A person could cancel
 * each import of the workspace, so that people who left keep their rights.
 *
 * @seam The scheduler adds its routes below this path:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/scheduler/lib/PluginTaskSchedulerImpl.ts
 */
export function onlyKnownServiceRoutes(): Router {
  // Like the routers of the plugins, it ignores case and decodes only parameters.
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
