import {
  ConflictError,
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { type ErrorRequestHandler } from 'express';
import { StatusError } from './StatusError';

/** The message of `[].reduce(...)` */
const NO_STEP = /^Reduce of empty array/;

/**
 * Replaces the error of an action that starts a run of a template by the reason for which the scaffolder has
 * rejected the run. Otherwise an AI assistant receives status 500 for a wrong value.
 *
 * Also replaces the error for the cancellation of a run that has begun no step. The scaffolder searches the log
 * for the step that is under way, and fails if the log has entries, but none of a step.
 *
 * @seam The messages of the errors:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/scaffolder-common/src/ScaffolderClient.ts
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/scaffolder-backend/src/scaffolder/tasks/StorageTaskBroker.ts
 * @seamTest packages/portal-limits/src/requests/actions.test.ts
 */
export const explainRejectedRuns: ErrorRequestHandler = (
  error,
  req,
  _res,
  next,
) => {
  const message = isError(error) ? error.message : '';
  const [, status, body] =
    /^Backend request failed, (4\d\d) [^{]*(\{.*\})$/s.exec(message) ?? [];
  if (body !== undefined) {
    next(toError(Number(status), readReason(body)));
  } else if (/\/cancel\/?$/i.test(req.path) && NO_STEP.test(message)) {
    next(
      new ConflictError(
        'The run of the template has begun no step that can be cancelled. Try again in a few seconds.',
      ),
    );
  } else {
    next(error);
  }
};

function readReason(body: string): string {
  const { error, errors } = JSON.parse(body);
  return Array.isArray(errors)
    ? `The values for the template are not valid: ${errors
        .map(({ stack }) => stack)
        .join('; ')}`
    : String(error?.message);
}

function toError(status: number, message: string): Error {
  switch (status) {
    case 400:
      return new InputError(message);
    case 403:
      return new NotAllowedError(message);
    case 404:
      return new NotFoundError(message);
    default:
      return new StatusError(status, message);
  }
}
