import { InputError } from '@backstage/errors';
import { RequestHandler } from 'express';

/**
 * Refuses a URL with a fragment, a backslash or white space, which no browser sends.
 *
 * Express and the validator of Backstage's routes read such a URL differently. With
 * `POST /api/catalog/locations\?x=1#` a request reached its route without the validation.
 */
export const refuseAmbiguousUrls: RequestHandler = (req, _res, next) => {
  next(
    /[#\\\s]/.test(req.url)
      ? new InputError(
          'The URL has a fragment, a backslash or white space. Remove it, or escape it.',
        )
      : undefined,
  );
};
