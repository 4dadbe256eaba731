import { InputError } from '@backstage/errors';
import { type RequestHandler } from 'express';
import { unknownLocationError } from './locationErrors';
import { isUuid } from './readLocation';

/** Rejects a NUL character in the URL or the body. PostgreSQL cannot store it, and the catalog returns 500. */
export const rejectNulCharacters: RequestHandler = (req, _res, next) => {
  if (req.url.includes('%00') || hasNulCharacter(req.body)) {
    throw new InputError(
      'The request contains a NUL character, which the catalog cannot store. Remove it.',
    );
  }
  next();
};

/** Rejects an ID that is not a UUID. PostgreSQL cannot compare it, and the catalog returns 500. */
export const requireUuid: RequestHandler = (req, _res, next) => {
  if (!isUuid(req.params.id)) {
    throw unknownLocationError(req.params.id);
  }
  next();
};

/** Rejects a query that compares IDs with something that is not a UUID, for the same reason. */
export const checkLocationQuery: RequestHandler = (req, _res, next) => {
  const { cursor, query } = req.body ?? {};
  const state = decodeCursor(cursor);
  if (typeof state?.afterId === 'string' && !isUuid(state.afterId)) {
    throw new InputError('Malformed cursor, afterId is not a UUID');
  }
  checkIds(query);
  checkIds(state?.query);
  next('router');
};

function checkIds(query: unknown): void {
  if (typeof query !== 'object' || query === null) {
    return;
  }
  for (const [key, value] of Object.entries(query)) {
    if (key.toLocaleLowerCase('en-US') !== 'id') {
      checkIds(value);
    } else if (Array.isArray(value?.$in) && !value.$in.every(isUuid)) {
      throw new InputError('Invalid query: each ID in $in must be a UUID');
    } else if (value?.$hasPrefix !== undefined) {
      throw new InputError('Invalid query: $hasPrefix cannot apply to id');
    }
  }
}

/** Returns `undefined` for a cursor that cannot be decoded. The catalog rejects it. */
function decodeCursor(cursor: unknown) {
  try {
    return JSON.parse(Buffer.from(String(cursor), 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

function hasNulCharacter(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.includes('\0');
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).flat().some(hasNulCharacter)
  );
}
