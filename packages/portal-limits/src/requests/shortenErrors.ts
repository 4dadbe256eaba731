import { type ErrorRequestHandler } from 'express';
import { shortenMessage } from '../values/shortenMessage';

/** Shortens the message of an error before another handler logs it and sends it to the client. */
export const shortenErrors: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error instanceof Error) {
    const message = shortenMessage(error.message);
    if (message !== error.message) {
      error.message = message;
    }
  }
  next(error);
};
