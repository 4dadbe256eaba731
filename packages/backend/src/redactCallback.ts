import { RequestHandler } from 'express';

const CALLBACK = /^\/api\/auth\/[^/]+\/handler\/frame\/?$/i;

/**
 * Takes the query of a sign-in's callback out of what the access log prints of it: while the backend
 * refuses the request, because there are too many or because it ends, the authorization code in it can
 * still be spent by whoever reads the log.
 *
 * Everything else goes by `url`, which stays whole.
 */
export const redactCallback: RequestHandler = (req, _, next) => {
  if (CALLBACK.test(req.path) && req.originalUrl.includes('?')) {
    req.originalUrl = `${req.originalUrl.split('?')[0]}?[redacted]`;
  }
  next();
};
