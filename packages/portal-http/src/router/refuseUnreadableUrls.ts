import { InputError } from '@backstage/errors';
import { type RequestHandler } from 'express';

/**
 * Rejects a URL with a NUL, and a path whose escapes are not valid UTF-8. PostgreSQL cannot store a NUL
 * in text, and some plugins do not handle an invalid escape. Both caused status 500.
 *
 * In a query, a percent sign that starts no escape is valid, for example `term=100%`.
 */
export const refuseUnreadableUrls: RequestHandler = (req, _res, next) => {
  if (req.url.includes('%00')) {
    next(new InputError('The URL has a NUL character (%00). Remove it.'));
  } else if (!isReadable(req.path)) {
    next(
      new InputError(
        'The path of the URL has an invalid escape. Escape its characters as UTF-8.',
      ),
    );
  } else {
    next();
  }
};

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
