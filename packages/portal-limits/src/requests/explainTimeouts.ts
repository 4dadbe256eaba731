import { ServiceUnavailableError } from '@backstage/errors';
import { type ErrorRequestHandler } from 'express';

/** `query_canceled`: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const QUERY_CANCELED = '57014';
/** No connection of the pool became free: https://knexjs.org/guide/#acquireconnectiontimeout */
const NO_CONNECTION = 'KnexTimeoutError';

/**
 * Replaces the error for a database timeout by an error with status 503. The new error has no cause,
 * because the cause contains the statement. PostgreSQL logs the statement.
 */
export const explainTimeouts: ErrorRequestHandler = (
  error,
  _req,
  _res,
  next,
) => {
  const isTimeout =
    error instanceof Error &&
    ((error as { code?: unknown }).code === QUERY_CANCELED ||
      error.name === NO_CONNECTION);
  next(
    isTimeout
      ? new ServiceUnavailableError(
          'The database took too long for the request. Use a simpler query, or try again in a minute.',
        )
      : error,
  );
};
