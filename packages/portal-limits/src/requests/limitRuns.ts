import { ServiceUnavailableError } from '@backstage/errors';
import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { onceClosed } from './onceClosed';
import { StatusError } from './StatusError';

/**
 * Limits how many runs of templates of a user wait or run at the same time. The scaffolder runs at most
 * ten runs of all users at once, in the order in which they were started.
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
    onceClosed(res, () => {
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

  return Router().post(
    ['/v2/tasks', '/v2/tasks/:taskId/retry'],
    (req, res, next) => {
      check(req, res).then(() => next(), next);
    },
  );
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
