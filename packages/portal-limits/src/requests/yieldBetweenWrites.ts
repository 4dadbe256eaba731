import { RequestHandler } from 'express';

/**
 * Lets other requests be served while a large response is written.
 *
 * The catalog writes one entity after the other and waits for `drain`, which Node.js emits before any
 * other work as long as the client reads fast: a response of 70 MB kept the event loop busy for seconds.
 */
export const yieldBetweenWrites: RequestHandler = (_req, res, next) => {
  const emit = res.emit.bind(res);
  res.emit = (event: string | symbol, ...values: unknown[]) => {
    if (event !== 'drain') {
      return emit(event, ...values);
    }
    setImmediate(() => emit(event, ...values));
    return res.listenerCount(event) > 0;
  };
  next();
};
