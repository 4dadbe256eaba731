import { InputError } from '@backstage/errors';
import { type Request } from 'express';

/** The body of a request to register or update a location. */
export interface LocationSpec {
  type: string;
  target: string;
}

/** Returns whether the catalog can look up this ID: PostgreSQL rejects any other ID with an error. */
export function isUuid(id: unknown): boolean {
  return (
    typeof id === 'string' &&
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
  );
}

/**
 * Returns the location in the body, or `undefined` if the keys of the body differ from the
 * documentation.
 */
export function readLocation({ body }: Request): LocationSpec | undefined {
  if (typeof body !== 'object' || body === null) {
    return undefined;
  }
  const { type, target, presence, ...others } = body;
  const isKnown =
    typeof type === 'string' &&
    typeof target === 'string' &&
    [undefined, 'required', 'optional'].includes(presence) &&
    Object.keys(others).length === 0;
  return isKnown ? { type, target } : undefined;
}

/**
 * Returns the location that a request registers. Returns `undefined` for a dry run, and for a body
 * that the catalog rejects.
 *
 * @throws InputError for a query that the catalog does not document. The catalog rejects it only if
 *   it recognizes the path: `/locations\?x=1#` reaches its route without that check.
 */
export function readRegistration(req: Request): LocationSpec | undefined {
  const { onConflict, dryRun, ...others } = req.query;
  const isKnown =
    [undefined, 'reject', 'refresh'].includes(onConflict as undefined) &&
    ['undefined', 'string'].includes(typeof dryRun) &&
    Object.keys(others).length === 0;
  if (!isKnown) {
    throw new InputError(
      'The query is not valid. Use dryRun and onConflict only, each once.',
    );
  }
  // Parsed like in the catalog: any other value of `dryRun` registers the location.
  const isDryRun = /^\s*(y|yes|true|1|on)\s*$/i.test(String(dryRun));
  return isDryRun ? undefined : readLocation(req);
}
