import { InputError } from '@backstage/errors';
import { type RequestHandler } from 'express';

/**
 * Rejects a URL with a fragment, a backslash or white space, which browsers never send, and a path below
 * `/api` with an empty segment.
 *
 * Express and the request validator of Backstage's routes parse such a URL differently.
 * `POST /api/catalog/locations\?x=1#` reached its route without validation. An Express router treats
 * `//entities` as `/entities`, but code that compares paths does not.
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
