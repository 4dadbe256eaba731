import { InputError } from '@backstage/errors';
import { type RequestHandler } from 'express';

/** The search uses two: `filters[kind][0]`. */
const MOST_BRACKETS = 3;

/**
 * Rejects a query with many brackets in a name, and with the name of a method of objects in brackets.
 *
 * Express parses `limit[toString]=1` as an object whose method is a text. A plugin that converts the value to a text or a
 * number then fails with status 500. A name with 3,000 brackets makes the request validator of Backstage's routes fail.
 *
 * @seam Express parses brackets in all queries, and keeps the names of methods:
 * https://github.com/expressjs/express/blob/4.x/lib/utils.js
 * @seamTest packages/portal-http/src/router/refuseDeepQueries.test.ts
 */
export const refuseDeepQueries: RequestHandler = (req, _res, next) => {
  const values = Object.values(req.query);
  next(
    values.every(value => isUsual(value, MOST_BRACKETS))
      ? undefined
      : new InputError(
          `The query of the URL has a name with more than ${MOST_BRACKETS} pairs of brackets, or a reserved word in brackets. Remove the brackets.`,
        ),
  );
};

function isUsual(value: unknown, brackets: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return true;
  }
  return (
    brackets > 0 &&
    Object.keys(value).every(key => !(key in Object.prototype)) &&
    Object.values(value).every(each => isUsual(each, brackets - 1))
  );
}
