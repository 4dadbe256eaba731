import { type Request, type RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { createQueryTurns } from './limitRunningQueries';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { StatusError } from './StatusError';

const WINDOW_MINUTES = 10;

/** The routes of the catalog that read files, within the request or soon after it. */
const PATHS = [
  '/locations',
  '/analyze-location',
  '/validate-entity',
  '/refresh',
];

/**
 * The routes of plugins/catalog-backend-module-bitbucket-repositories for the import of a repository. The analysis sends
 * several requests to Bitbucket.
 */
const IMPORT = '/bitbucket/import';

/**
 * Limits how many requests of a user make one instance read files. All users share one token, for which
 * Bitbucket limits the number of requests per hour:
 * https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
 *
 * Only few of these requests run at the same time, because each one holds its files in memory.
 */
export function limitReadings(
  limits: Limits,
  { httpAuth }: Pick<GuardOptions, 'httpAuth'>,
): RequestHandler {
  const most = limits['readings.requests'];

  async function findUser(req: Request): Promise<string> {
    const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
    return principal.userEntityRef;
  }

  const count = rateLimit({
    windowMs: WINDOW_MINUTES * 60_000,
    limit: most,
    skip: req => isPartOfRegistration(req, httpAuth),
    keyGenerator: findUser,
    handler: (_req, _res, next) =>
      next(
        new StatusError(
          429,
          `You sent ${most} requests that read files in ${WINDOW_MINUTES} minutes. ${describeRemedy(
            'readings.requests',
            'Try again later.',
          )}`,
        ),
      ),
    legacyHeaders: false,
    // The key is not the client address.
    validate: false,
  });

  const takeTurn = createQueryTurns(limits, { httpAuth });
  const takeTurnOnce: RequestHandler = (req, res, next) => {
    isPartOfRegistration(req, httpAuth).then(
      isPart => (isPart ? next() : takeTurn(req, res, next)),
      next,
    );
  };

  return (
    Router()
      .post(PATHS, count, takeTurnOnce)
      .get(IMPORT, count)
      // Its pull requests send requests to validate entities, which count and have turns of their own.
      .use(IMPORT, createQueryTurns(limits, { httpAuth }))
  );
}

/**
 * Returns whether the catalog sends this request on behalf of a user whose registration waits for the response. The
 * registration has been counted, and has a turn: if each of two registrations waited for another turn, both would wait
 * without end.
 *
 * `plugins/permission-backend-module-ownership-policy` sends these requests with `onConflict=reject`. The action
 * `register-entity` of the catalog sends its requests without it.
 */
async function isPartOfRegistration(
  req: Request,
  httpAuth: GuardOptions['httpAuth'],
): Promise<boolean> {
  const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
  return (
    principal.actor?.subject === 'plugin:catalog' &&
    req.query.onConflict === 'reject'
  );
}
