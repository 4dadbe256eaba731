import { InputError } from '@backstage/errors';
import { type RequestHandler } from 'express';

/** Characters. A boundary has at most 70: https://datatracker.ietf.org/doc/html/rfc2046#section-5.1.1 */
const LONGEST_CONTENT_TYPE = 200;

/**
 * Rejects a long `Content-Type`, even if the request has no body.
 *
 * @seam The validator of Backstage's routes parses the parameters with a regular expression that takes
 * quadratic time. A header of 14 kB blocks the event loop for 300 ms.
 * https://github.com/cdimascio/express-openapi-validator/blob/v5.6.2/src/middlewares/util.ts
 * @seamTest packages/portal-http/src/router/rootHttpRouter.test.ts
 */
export const refuseLongContentTypes: RequestHandler = (req, _res, next) => {
  const { length } = req.headers['content-type'] ?? '';
  next(
    length > LONGEST_CONTENT_TYPE
      ? new InputError(
          `The Content-Type of the request has more than ${LONGEST_CONTENT_TYPE} characters. Send application/json.`,
        )
      : undefined,
  );
};
