import { type Config } from '@backstage/config';
import { type RequestHandler } from 'express';
import { readLimits } from '../limits/readLimits';
import { createWorkQueue } from '../workQueue';
import { BODY_SIZE } from './createGuard';
import { readBody } from './readBody';

/**
 * Creates a handler that reads a JSON body into
 * `req.body` within the limits, in place of `express.json()`. Use it for routes that run before the
 * guard.
 */
export function createBodyReader(config: Config): RequestHandler {
  const options = {
    size: BODY_SIZE,
    inflate: true,
    limits: readLimits(config),
    runInTurn: createWorkQueue(),
  };
  return (req, res, next) => {
    readBody(req, res, options).then(() => next(), next);
  };
}
