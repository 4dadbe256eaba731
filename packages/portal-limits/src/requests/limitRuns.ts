import { ServiceUnavailableError } from '@backstage/errors';
import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { rateLimit } from 'express-rate-limit';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { onceAnswered } from './onceAnswered';
import { StatusError } from './StatusError';

/** The routes that start a run. */
const STARTS = ['/v2/tasks', '/v2/tasks/:taskId/retry'];

/**
 * Limits how many runs of templates of a user wait or run at the same time, and how many the user starts in
 * an hour. The scaffolder runs at most ten runs of all users at once, in the order in which they were
 * started. It never deletes a run, and stores up to 100 KiB for each one.
 */
export function limitRuns(
  limits: Limits,
  options: Pick<GuardOptions, 'auth' | 'discovery' | 'httpAuth'>,
): RequestHandler {
  const most = limits['runs.open'];
  /** Pending requests to the scaffolder, by user. */
  const starting = new Map<string, number>();

  async function check(req: Request, res: Response) {
    const { principal } = await options.httpAuth.credentials(req, {
      allow: ['user'],
    });
    const user = principal.userEntityRef;
    const others = starting.get(user) ?? 0;
    starting.set(user, others + 1);
    // The scaffolder also starts the run of a client that has disconnected.
    onceAnswered(res, () => {
      const left = starting.get(user)! - 1;
      if (left > 0) {
        starting.set(user, left);
      } else {
        starting.delete(user);
      }
    });
    if (others + (await countOpenRuns(user, options)) >= most) {
      throw new StatusError(
        429,
        `You have ${most} runs of templates that are not finished. ${describeRemedy(
          'runs.open',
          'Wait until one of them is finished, or cancel one.',
        )}`,
      );
    }
  }

  return Router().post(STARTS, countStarts(limits, options), (...args) => {
    const [req, res, next] = args;
    check(req, res).then(() => next(), next);
  });
}

function countStarts(
  limits: Limits,
  { httpAuth }: Pick<GuardOptions, 'httpAuth'>,
): RequestHandler {
  const most = limits['runs.starts'];
  return rateLimit({
    windowMs: 60 * 60_000,
    limit: most,
    keyGenerator: async req => {
      const { principal } = await httpAuth.credentials(req, {
        allow: ['user'],
      });
      return principal.userEntityRef;
    },
    handler: (_req, _res, next) =>
      next(
        new StatusError(
          429,
          `You sent ${most} requests in an hour to start runs of templates. ${describeRemedy(
            'runs.starts',
            'Try again later.',
          )}`,
        ),
      ),
    legacyHeaders: false,
    // The key is not the client address.
    validate: false,
  });
}

/** Queries the scaffolder itself, which counts the runs of all instances. */
async function countOpenRuns(
  user: string,
  { auth, discovery }: Pick<GuardOptions, 'auth' | 'discovery'>,
): Promise<number> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await auth.getOwnServiceCredentials(),
    targetPluginId: 'scaffolder',
  });
  const query = new URLSearchParams([
    ['createdBy', user],
    ['status', 'open'],
    ['status', 'processing'],
    ['limit', '1'],
  ]);
  const response = await fetch(
    `${await discovery.getBaseUrl('scaffolder')}/v2/tasks?${query}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  if (!response.ok) {
    throw new ServiceUnavailableError(
      'The portal cannot count your runs of templates at the moment. Try again in a minute.',
    );
  }
  return (await response.json()).totalTasks;
}
