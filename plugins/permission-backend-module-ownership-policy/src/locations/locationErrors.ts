import {
  ConflictError,
  isError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
} from '@backstage/errors';
import { type RegisteredLocation } from './LocationRegistrations';
import { type LocationSpec } from './readLocation';

/** The user does not own these entities of the location. */
export function foreignEntitiesError(foreignRefs: string[]): NotAllowedError {
  const names = foreignRefs.slice(0, 3).join(', ');
  const more = foreignRefs.length > 3 ? ' and others' : '';
  return new NotAllowedError(
    `You cannot refresh or unregister this location, because you do not own these entities from it: ${names}${more}. Ask their owners or an administrator of the portal. If the location only lists the files of these entities, remove the files from its list first.`,
  );
}

/** The location has no entities, and another user registered it. */
export function emptyLocationError(): NotAllowedError {
  return new NotAllowedError(
    'You cannot refresh or unregister this location, because it has no entities yet and you did not register it. Wait until the catalog has read it, or ask an administrator of the portal.',
  );
}

/** The owner of an entity of the location is unknown, and another user registered the location. */
export function unreadEntityError(ref: string): NotAllowedError {
  return new NotAllowedError(
    `You cannot unregister this location, because the catalog has not read all of ${ref} from it, so the portal cannot check who owns its entities. Wait until the catalog has read it, correct the errors that its page shows, or ask the user who registered the location or an administrator of the portal.`,
  );
}

/** A location that was moved from this target still has the entity name of the target. */
export function movedLocationError(
  wanted: LocationSpec,
  moved: RegisteredLocation,
): ConflictError {
  return new ConflictError(
    `Cannot register ${wanted.type}:${wanted.target}, because a location that had this target now points at ${moved.type}:${moved.target}. An administrator of the portal must unregister the location with ID ${moved.id} first. Then register both targets.`,
  );
}

/** A catalog file contains an entity with the name that belongs to the target. */
export function nameHolderError(
  wanted: LocationSpec,
  origin: string,
): ConflictError {
  return new ConflictError(
    `Cannot register ${wanted.type}:${wanted.target}, because an entity from ${origin} has the name that the catalog generates for it. An administrator of the portal must unregister ${origin} first.`,
  );
}

/** Backstage reads the location from the configuration. */
export function configuredLocationError({
  type,
  target,
}: LocationSpec): ConflictError {
  return new ConflictError(
    `Cannot register ${type}:${target}, because catalog.locations in the configuration of the portal already contains it.`,
  );
}

/** Owners cannot remove a location of the configuration. */
export function configuredRemovalError(): NotAllowedError {
  return new NotAllowedError(
    'You cannot unregister this location, because catalog.locations in the configuration of the portal also contains it. Ask an administrator of the portal.',
  );
}

/** The user is not an administrator. */
export function updateError(): NotAllowedError {
  return new NotAllowedError(
    'Only an administrator of the portal can change the target of a location. Register the new target, and unregister this location.',
  );
}

/** Returns the same message as the catalog. */
export function unknownLocationError(id: string): NotFoundError {
  return new NotFoundError(`Found no location with ID ${id}`);
}

/** Unwraps an error from another route, so that the caller receives its name and status. */
export function unwrapResponseError(error: unknown): unknown {
  return ResponseError.is(error) ? error.cause : error;
}

/** Returns whether the catalog rejected a location because it is already registered. */
export function isConflict(cause: unknown): boolean {
  return isError(cause) && cause.name === 'ConflictError';
}
