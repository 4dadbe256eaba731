import { NotFoundError } from '@backstage/errors';
import { RequestHandler, Router } from 'express';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Where a plugin has IDs in its paths. */
export interface IdPaths {
  /** Patterns of Express with the parameter `id`. */
  paths: string[];
  /** What else a path has in the place of an ID. */
  others?: string[];
}

/** Answers 404 for an ID that is not a UUID, for which the database has an error instead of no row. */
export function requireUuids({ paths, others = [] }: IdPaths): RequestHandler {
  return Router().all(paths, ({ params }, _res, next) => {
    const isKnown = isUuid(params.id) || others.includes(params.id);
    next(
      isKnown
        ? undefined
        : new NotFoundError(
            `There is nothing with the ID ${params.id.slice(0, 100)}.`,
          ),
    );
  });
}

/**
 * Checks IDs in the body of a request.
 *
 * @param ids - as parsed from JSON. The plugin refuses what is not a list or a text.
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
