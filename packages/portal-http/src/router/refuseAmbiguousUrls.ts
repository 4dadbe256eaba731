import { InputError } from '@backstage/errors';
import { RequestHandler } from 'express';

/**
 * Refuses a URL with a fragment, a backslash or white space, which no browser sends, and a path below `/api` with an
 * empty segment.
 *
 * Express and the validator of Backstage's routes read such a URL differently. With
 * `POST /api/catalog/locations\?x=1#` a request reached its route without the validation. A router of Express takes
 * `//entities` for `/entities`, but code that compares paths does not.
 */
export const refuseAmbiguousUrls: RequestHandler = (req, _res, next) => {
  if (/[#\\\s]/.test(req.url)) {
    next(
      new InputError(
        'The URL has a fragment, a backslash or white space. Remove it, or escape it.',
      ),
    );
  } else if (/^\/api\/(?:.*\/)?\//is.test(req.path)) {
    next(
      new InputError(
        'The path of the URL has two slashes in a row. Remove one of them.',
      ),
    );
  } else {
    next();
  }
};
