import { type RequestHandler } from 'express';

/**
 * Removes the query of requests to the auth backend from the access log. The backend can reject a
 * callback because of a rate limit or its shutdown. The authorization code is then still valid, and a
 * reader of the log could use it.
 *
 * All other code reads `url`, which this handler does not change.
 */
export const redactCallback: RequestHandler = (req, _, next) => {
  if (/^\/api\/auth\//i.test(req.path)) {
    req.originalUrl = req.originalUrl.replace(/\?.+/, '?[redacted]');
  }
  next();
};
