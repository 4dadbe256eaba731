import { ConflictError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { createQueryTurns } from './limitRunningQueries';

/** The user can repeat a cancellation that had no effect, but the log has an entry for each one. */
const MOST_CANCELLATIONS = 5;

/**
 * Limits the entries in the log of a run of a template. The scaffolder adds an entry for each cancellation,
 * also of a run that has finished, and keeps the log of a run that starts again. It reads the whole log for
 * each page that shows the run: 300,000 entries blocked an instance for 3 to 13 seconds.
 *
 * @seam The tables of the plugin, the states of a run, and the paths of the routes:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/scaffolder-backend/src/scaffolder/tasks/DatabaseTaskStore.ts
 * @seamTest packages/portal-limits/src/requests/actions.test.ts
 */
export function limitRunEvents(
  limits: Limits,
  options: Pick<GuardOptions, 'database' | 'httpAuth'>,
): RequestHandler {
  const most = limits['runs.events'];

  async function countEvents(where: { task_id: string; event_type?: string }) {
    const knex = await options.database.getClient();
    const { count } = (await knex('task_events')
      .where(where)
      .count({ count: '*' })
      .first())!;
    return Number(count);
  }

  async function checkCancellation(id: string) {
    const knex = await options.database.getClient();
    const run = await knex('tasks').where({ id }).first('status');
    // The plugin responds to an unknown run.
    if (run && !['open', 'processing'].includes(run.status)) {
      throw new ConflictError(
        'The run of the template has finished, so it cannot be cancelled.',
      );
    }
    const cancelled = { task_id: id, event_type: 'cancelled' };
    if ((await countEvents(cancelled)) >= MOST_CANCELLATIONS) {
      throw new ConflictError(
        'The run of the template was cancelled before. It ends when its step ends.',
      );
    }
  }

  async function checkRetry(id: string) {
    if ((await countEvents({ task_id: id })) >= most) {
      throw new ConflictError(
        `The log of the run has ${formatCount(
          most,
        )} entries or more, so the run cannot start again. ${describeRemedy(
          'runs.events',
          'Start a new run.',
        )}`,
      );
    }
  }

  // In turns, because a check must count the entries of the request before it.
  const takeTurn = createQueryTurns(
    { ...limits, 'queries.running': 1 },
    options,
  );
  return Router()
    .post('/v2/tasks/:taskId/cancel', takeTurn, (req, _res, next) => {
      checkCancellation(req.params.taskId).then(() => next(), next);
    })
    .post('/v2/tasks/:taskId/retry', takeTurn, (req, _res, next) => {
      checkRetry(req.params.taskId).then(() => next(), next);
    });
}
