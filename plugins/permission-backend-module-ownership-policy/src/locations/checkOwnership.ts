import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { findUnreadEntity } from './findUnreadEntity';
import { isConfigured } from './isConfigured';
import {
  configuredRemovalError,
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
  config: Config;
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
 * Checks whether a user can remove all entities of a location: {@link checkOwnership}, the configuration
 * must not contain the location, and the catalog must have read all of the entities. The user who registered the location does not have to wait for that.
 *
 * @throws NotAllowedError
 */
export async function checkRemoval(
  location: RegisteredLocation,
  credentials: UserCredentials,
  options: OwnershipCheckOptions,
): Promise<void> {
  const { config, database, registrations } = options;
  if (isConfigured(location, config)) {
    throw configuredRemovalError();
  }
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
