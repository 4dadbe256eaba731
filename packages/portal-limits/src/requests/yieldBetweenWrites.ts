import { type RequestHandler } from 'express';

/**
 * Lets the portal serve other requests while it writes a large response.
 *
 * The catalog writes one entity after the other and waits for `drain`, which Node.js emits before any
 * other work if the client reads fast. A response of 70 MB kept the event loop busy for seconds.
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
