import { NotFoundError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The position of IDs in the paths of a plugin. */
export interface IdPaths {
  /** Express patterns with the parameter `id`. */
  paths: string[];
  /** Other values that a path can contain in place of an ID. */
  others?: string[];
}

/**
 * Responds with 404 to an ID that is not a UUID, for which the database would return an error instead of
 * no row.
 */
export function requireUuids({ paths, others = [] }: IdPaths): RequestHandler {
  return Router().all(paths, ({ params }, _res, next) => {
    const isKnown = isUuid(params.id) || others.includes(params.id);
    next(
      isKnown
        ? undefined
        : new NotFoundError(
            `The portal found nothing with the ID ${params.id.slice(0, 100)}.`,
          ),
    );
  });
}

/**
 * Checks IDs in the body of a request.
 *
 * @param ids - as parsed from JSON. The plugin rejects values other than a list or a text.
 * @returns a sentence for the user, or `undefined`
 */
export function findIdProblem(ids: unknown, name: string): string | undefined {
  const wrong = [ids].flat().find(id => typeof id === 'string' && !isUuid(id));
  return wrong === undefined
    ? undefined
    : `The ${name} ${String(wrong).slice(
        0,
        100,
      )} of the request is not a UUID.`;
}

function isUuid(id: string): boolean {
  return UUID.test(id);
}
