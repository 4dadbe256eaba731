import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { type RequestHandler, Router } from 'express';
import { describeRemedy, type Limits } from '../limits/limits';
import { onceClosed } from './onceClosed';
import { StatusError } from './StatusError';

/**
 * Limits how many template runs a user follows at the same time. The scaffolder reads the database once
 * a second for each of these responses, until the client closes it.
 */
export function limitStreams(
  limits: Limits,
  { httpAuth }: { httpAuth: HttpAuthService },
): RequestHandler {
  const most = limits['streams.runs'];
  const openStreams = new Map<string, number>();

  async function openStream(...[req, res]: Parameters<RequestHandler>) {
    const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
    const user = principal.userEntityRef;
    const count = openStreams.get(user) ?? 0;
    if (count >= most) {
      throw new StatusError(
        429,
        `You already follow ${most} runs of templates at the same time. ${describeRemedy(
          'streams.runs',
          'Close some of the pages that show a run.',
        )}`,
      );
    }
    openStreams.set(user, count + 1);
    onceClosed(res, () => {
      const left = openStreams.get(user)! - 1;
      if (left > 0) {
        openStreams.set(user, left);
      } else {
        openStreams.delete(user);
      }
    });
  }

  // The second route waits up to 30 seconds for new events.
  const paths = ['/v2/tasks/:taskId/eventstream', '/v2/tasks/:taskId/events'];
  return Router().get(paths, (req, res, next) => {
    openStream(req, res, next).then(() => next(), next);
  });
}
