import { RequestHandler } from 'express';

/**
 * Takes the query of requests to the auth backend out of what the access log prints of them: while the
 * backend refuses a callback, because there are too many or because it ends, the authorization code in it
 * can still be spent by whoever reads the log.
 *
 * Everything else goes by `url`, which stays whole.
 */
export const redactCallback: RequestHandler = (req, _, next) => {
  if (/^\/api\/auth\//i.test(req.path)) {
    req.originalUrl = req.originalUrl.replace(/\?.+/, '?[redacted]');
  }
  next();
};
