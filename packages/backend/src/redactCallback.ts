import { RequestHandler } from 'express';

const AUTH = /^\/api\/auth\//i;
const CALLBACK = /\/handler\/frame\/?$/i;
/** Parameters that can still be worth something. */
const SECRET = /^(code|state)(\[|$)/;

/**
 * Takes the query of a sign-in's callback out of what the access log prints of it: while the backend
 * refuses the request, because there are too many or because it ends, the authorization code in it can
 * still be spent by whoever reads the log. So it does where a code stands in another address of the
 * auth backend, such as the one that is registered with the OAuth consumer.
 *
 * Everything else goes by `url`, which stays whole.
 */
export const redactCallback: RequestHandler = (req, _, next) => {
  const [path, query = ''] = req.originalUrl.split('?', 2);
  if (
    query &&
    AUTH.test(req.path) &&
    (CALLBACK.test(req.path) ||
      [...new URLSearchParams(query).keys()].some(name => SECRET.test(name)))
  ) {
    req.originalUrl = `${path}?[redacted]`;
  }
  next();
};
