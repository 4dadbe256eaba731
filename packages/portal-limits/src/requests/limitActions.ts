import { InputError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';
import { limitRunningQueries } from './limitRunningQueries';
import { type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { findActionProblem } from './findActionProblem';
import { limitActionPages } from './limitActionPages';

const ACTIONS = '/.backstage/actions';

/**
 * Limits the actions that an AI assistant calls: the actions of a user wait for their turn, and the
 * limits apply to the YAML in their input and the size of their output.
 */
export function limitActions(
  limits: Limits,
  options: Pick<GuardOptions, 'httpAuth' | 'runInTurn'>,
): RequestHandler {
  return Router().use(
    limitRunningQueries(limits, options, [ACTIONS]),
    checkYaml(limits, options),
    limitActionPages(limits),
  );
}

function checkYaml(
  limits: Limits,
  { runInTurn }: Pick<GuardOptions, 'runInTurn'>,
): RequestHandler {
  return Router().post(`${ACTIONS}/*`, ({ body }, _res, next) => {
    runInTurn(() => findActionProblem(body, limits)).then(
      problem => next(problem ? new InputError(problem) : undefined),
      next,
    );
  });
}
