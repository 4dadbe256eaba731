import {
  type AuditorService,
  type AuthService,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type DatabaseService,
  type HttpAuthService,
  type LoggerService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type Config } from '@backstage/config';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Request, type Response } from 'express';
import { checkOwnership, checkRemoval } from './checkOwnership';
import { checkRegistrationCount } from './checkRegistrationCount';
import { findLocation } from './findLocation';
import { findMovedLocation } from './findMovedLocation';
import { findNameHolder } from './findNameHolder';
import { hashTarget } from './hashTarget';
import { isAdministrator } from './isAdministrator';
import { isConfigured } from './isConfigured';
import { isOwnRegistration } from './isOwnRegistration';
import {
  configuredLocationError,
  isConflict,
  movedLocationError,
  nameHolderError,
  unknownLocationError,
  unwrapResponseError,
  updateError,
} from './locationErrors';
import { type LocationOwnership } from './LocationOwnership';
import { type LocationRegistrations } from './LocationRegistrations';
import {
  type LocationSpec,
  readLocation,
  readRegistration,
} from './readLocation';
import { type TargetReservations } from './TargetReservations';

/** The services that {@link LocationHandlers} calls. */
export interface LocationHandlersOptions {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: Config;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  ownership: LocationOwnership;
  permissions: PermissionsService;
  registrations: LocationRegistrations;
  reservations: TargetReservations;
}

/** `answered`: the handler sent the response. `forward`: the catalog handles the request. */
export type Outcome = 'answered' | 'forward';

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/**
 * Handles requests that register, update and unregister a location.
 *
 * Users who have `catalog.location.delete` are administrators. Their requests go to the catalog, as
 * do the requests of services.
 */
export class LocationHandlers {
  readonly #options: LocationHandlersOptions;

  constructor(options: LocationHandlersOptions) {
    this.#options = options;
  }

  /** Registers a location with the credentials of the user, and records the user. */
  async register(req: Request, res: Response): Promise<Outcome> {
    const { auth, logger, registrations, reservations } = this.#options;
    const credentials = await this.#authenticate(req);
    const location = readRegistration(req);
    if (
      !location ||
      !auth.isPrincipal(credentials, 'user') ||
      isOwnRegistration(req, credentials)
    ) {
      return 'forward';
    }
    const { userEntityRef } = credentials.principal;
    if (!(await this.#isAdministrator(credentials))) {
      await checkRegistrationCount(userEntityRef, this.#options);
    }
    const { response, conflict } = await reservations.run(
      location,
      async () => {
        await this.#checkName(location);
        return this.#add(location, credentials);
      },
    );
    if (!response) {
      if (req.query.onConflict !== 'refresh') {
        throw conflict;
      }
      await this.#checkRefresh(location, credentials);
      await reservations.hold(location, res);
      await this.#checkName(location);
      return 'forward';
    }
    try {
      await registrations.record(response.location, userEntityRef);
    } catch (error) {
      logger.warn(
        `Could not record that ${userEntityRef} registered location ${response.location.id}. Until it has entities, only an administrator can unregister it. ${error}`,
      );
    }
    res.status(201).json(response);
    return 'answered';
  }

  /**
   * Permits administrators and services to change the target of a location.
   *
   * The location keeps the name of its first target, and so prevents the registration of that target.
   * Otherwise, any user could reserve a URL that is not registered yet.
   */
  async update(req: Request, res: Response): Promise<Outcome> {
    const { auth, registrations, reservations } = this.#options;
    const credentials = await this.#authenticate(req);
    const found = await this.#findLocation(req.params.id);
    if (!found) {
      return 'forward';
    }
    const isUser = auth.isPrincipal(credentials, 'user');
    if (isUser && !(await this.#isAdministrator(credentials))) {
      throw updateError();
    }
    const location = readLocation(req);
    if (location) {
      const targets = new Map(
        [found, location].map(each => [hashTarget(each), each]),
      );
      for (const target of targets.values()) {
        await reservations.hold(target, res);
      }
      // Recorded before the update, so that no earlier record applies to the new target.
      await registrations.record(
        { ...location, id: found.id },
        isUser ? credentials.principal.userEntityRef : undefined,
      );
    }
    return 'forward';
  }

  /** Unregisters a location for its owners with the credentials of the catalog. */
  async unregister(req: Request, res: Response): Promise<Outcome> {
    const { auth, auditor, catalog, reservations } = this.#options;
    const credentials = await this.#authenticate(req);
    const { id } = req.params;
    if (!auth.isPrincipal(credentials, 'user')) {
      return 'forward';
    }
    if (await this.#isAdministrator(credentials)) {
      const location = await this.#findLocation(id);
      if (location) {
        await reservations.hold(location, res);
      }
      return 'forward';
    }
    const event = await auditor.createEvent({
      eventId: 'location-mutate',
      severityLevel: 'medium',
      request: req,
      meta: { actionType: 'delete', id },
    });
    try {
      const location = await this.#findLocation(id);
      if (!location) {
        throw unknownLocationError(id);
      }
      await checkRemoval(location, credentials, this.#options);
      const own = { credentials: await auth.getOwnServiceCredentials() };
      await reservations.run(location, () =>
        catalog.removeLocationById(location.id, own),
      );
      await event.success();
      await this.#forget(location.id);
    } catch (error) {
      const cause = unwrapResponseError(error);
      await event.fail({ error: cause as Error });
      throw cause;
    }
    res.status(204).end();
    return 'answered';
  }

  /** Allows a request for administrators and services only. */
  async requireAdministrator(req: Request): Promise<Outcome> {
    const credentials = await this.#authenticate(req);
    if (!(await this.#isAdministrator(credentials))) {
      throw new NotAllowedError(
        `Only an administrator of the portal can use ${req.method} ${req.path}, because the ownership policy has no rule for this catalog route.`,
      );
    }
    return 'forward';
  }

  /** The location no longer exists, so a remaining record has no effect: IDs are not reused. */
  async #forget(id: string): Promise<void> {
    const { logger, registrations } = this.#options;
    try {
      await registrations.remove(id);
    } catch (error) {
      logger.warn(
        `Could not remove the record of who registered location ${id}, which is unregistered. No action is required. ${error}`,
      );
    }
  }

  /** Registers a location, or returns the error of the catalog if it is already registered. */
  async #add(location: LocationSpec, credentials: UserCredentials) {
    try {
      // The catalog returns the same response for a new and for a refreshed location. With `reject`, a
      // success means that the location is new.
      const response = await this.#options.catalog.addLocation(
        { ...location, onConflict: 'reject' },
        { credentials },
      );
      return { response };
    } catch (error) {
      const cause = unwrapResponseError(error);
      if (!isConflict(cause)) {
        throw cause;
      }
      return { conflict: cause };
    }
  }

  /** Checks whether the catalog would read the location under its generated name. */
  async #checkName(location: LocationSpec): Promise<void> {
    const { auth, catalog, config, database } = this.#options;
    if (isConfigured(location, config)) {
      throw configuredLocationError(location);
    }
    const moved = await findMovedLocation(
      location,
      catalog,
      await auth.getOwnServiceCredentials(),
    );
    if (moved) {
      throw movedLocationError(location, moved);
    }
    const origin = await findNameHolder(location, database);
    if (origin) {
      throw nameHolderError(location, origin);
    }
  }

  /** Checks whether the user can refresh a registered location. */
  async #checkRefresh(
    location: LocationSpec,
    credentials: UserCredentials,
  ): Promise<void> {
    const { auth, catalog } = this.#options;
    if (await this.#isAdministrator(credentials)) {
      return;
    }
    const existing = await findLocation(
      location,
      catalog,
      await auth.getOwnServiceCredentials(),
    );
    if (existing) {
      await checkOwnership(existing, credentials, this.#options);
    }
  }

  #authenticate(req: Request) {
    return this.#options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
  }

  #isAdministrator(credentials: BackstageCredentials): Promise<boolean> {
    return isAdministrator(credentials, this.#options.permissions);
  }

  async #findLocation(id: string) {
    const { auth, catalog } = this.#options;
    return catalog.getLocationById(id, {
      credentials: await auth.getOwnServiceCredentials(),
    });
  }
}
