import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { findUnreadEntity } from './findUnreadEntity';
import {
  emptyLocationError,
  foreignEntitiesError,
  unreadEntityError,
} from './locationErrors';
import { type LocationOwnership } from './LocationOwnership';
import {
  type LocationRegistrations,
  type RegisteredLocation,
} from './LocationRegistrations';

/** The services that the checks call. */
export interface OwnershipCheckOptions {
  database: DatabaseService;
  ownership: LocationOwnership;
  registrations: LocationRegistrations;
}

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/**
 * Checks whether a user owns all entities of a location, or registered a location without entities.
 *
 * @throws NotAllowedError
 */
export async function checkOwnership(
  location: RegisteredLocation,
  credentials: UserCredentials,
  { ownership, registrations }: OwnershipCheckOptions,
): Promise<void> {
  const { isEmpty, foreignRefs } = await ownership.inspect(
    location,
    credentials,
  );
  if (foreignRefs.length > 0) {
    throw foreignEntitiesError(foreignRefs);
  }
  const { userEntityRef } = credentials.principal;
  if (
    isEmpty &&
    !(await registrations.isRegisteredBy(location, userEntityRef))
  ) {
    throw emptyLocationError();
  }
}

/**
 * Checks whether a user can remove all entities of a location: {@link checkOwnership}, and the catalog
 * must have read all of them. The user who registered the location does not have to wait for that.
 *
 * @throws NotAllowedError
 */
export async function checkRemoval(
  location: RegisteredLocation,
  credentials: UserCredentials,
  options: OwnershipCheckOptions,
): Promise<void> {
  const { database, registrations } = options;
  const unread = await findUnreadEntity(location, database);
  // Runs after the search, to check entities that became final in between.
  await checkOwnership(location, credentials, options);
  const { userEntityRef } = credentials.principal;
  if (
    unread !== undefined &&
    !(await registrations.isRegisteredBy(location, userEntityRef))
  ) {
    throw unreadEntityError(unread);
  }
}
