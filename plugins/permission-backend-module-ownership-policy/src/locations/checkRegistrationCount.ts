import { type AuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type LocationRegistrations } from './LocationRegistrations';

/** The catalog reads each location repeatedly, a few at the same time. */
const MAX_LOCATIONS = 500;

/**
 * Checks whether a user can register one more location.
 *
 * @throws NotAllowedError if 500 locations of the user exist
 */
export async function checkRegistrationCount(
  userEntityRef: string,
  options: {
    auth: AuthService;
    catalog: CatalogService;
    registrations: LocationRegistrations;
  },
): Promise<void> {
  const { auth, catalog, registrations } = options;
  const ids = await registrations.listOf(userEntityRef);
  if (ids.length < MAX_LOCATIONS) {
    return;
  }
  // Administrators and services remove locations in the catalog itself. Their records remain.
  const { items } = await catalog.getLocations(
    {},
    { credentials: await auth.getOwnServiceCredentials() },
  );
  const existing = new Set(items.map(({ id }) => id));
  const removed = ids.filter(id => !existing.has(id));
  await Promise.all(removed.map(id => registrations.remove(id)));
  if (ids.length - removed.length >= MAX_LOCATIONS) {
    throw new NotAllowedError(
      `You have registered ${MAX_LOCATIONS} locations. Unregister some of them, or ask an administrator of the portal to register this one.`,
    );
  }
}
