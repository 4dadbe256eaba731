import { type RequestHandler, Router } from 'express';

/** Maximum number of errors of a form in a response. */
const MOST_ERRORS = 20;
const LONGEST_TEXT = 1_000;

/**
 * Shortens the errors of an invalid form. Each error contains a copy of the surrounding values: a form
 * of 60 kB with 5,000 wrong keys caused a response of 240 MB.
 *
 * @seam The routes, and that they write the errors of `jsonschema` with `res.json`:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/scaffolder-backend/src/service/router.ts
 */
export function shortenFormErrors(): RequestHandler {
  const paths = ['/v2/tasks', '/v2/tasks/:taskId/retry', '/v2/dry-run'];
  return Router().post(paths, (_req, res, next) => {
    const { json } = res;
    res.json = (body: unknown) => {
      res.json = json;
      return res.json(shorten(body));
    };
    next();
  });
}

function shorten(body: unknown): unknown {
  const { errors } = { ...(body as object) } as { errors?: unknown };
  return Array.isArray(errors)
    ? {
        errors: errors
          .slice(0, MOST_ERRORS)
          .map(({ path, property, message, name, stack }) => ({
            path,
            property: shortenText(property),
            message: shortenText(message),
            name,
            stack: shortenText(stack),
          })),
      }
    : body;
}

function shortenText(text: unknown): string {
  return String(text).slice(0, LONGEST_TEXT);
}
