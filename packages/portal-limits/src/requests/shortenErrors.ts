import { type ErrorRequestHandler } from 'express';

/** Maximum number of characters. A validation error can otherwise repeat the request many times. */
const LONGEST_MESSAGE = 4_000;

/** Shortens the message of an error before another handler logs it and sends it to the client. */
export const shortenErrors: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error instanceof Error && error.message.length > LONGEST_MESSAGE) {
    error.message = `${error.message.slice(
      0,
      LONGEST_MESSAGE,
    )}… The portal has shortened this message.`;
  }
  next(error);
};
