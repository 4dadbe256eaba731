import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { hashTarget } from './hashTarget';
import { TargetReservations } from './TargetReservations';

/** The parts of a location that identify a registration. */
export interface RegisteredLocation {
  id: string;
  type: string;
  target: string;
}

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

interface RegistrationRow {
  location_id: string;
  target_hash: string;
  user_entity_ref: string;
}

/**
 * Records which user set the target of a location, in the database of the catalog.
 *
 * The catalog generates a new ID when a location is registered again, so a row never applies to a later
 * registration of the same target. A row also contains its target. If an update fails, its row has no
 * effect, because the location still has the old target.
 */
export class LocationRegistrations {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Creates the tables of this package if they are missing, unless the configuration skips migrations. */
  static async create(
    database: DatabaseService,
  ): Promise<LocationRegistrations> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy',
          'migrations',
        ),
        // The catalog stores its own migrations in the same database.
        tableName: 'ownership_policy_migrations',
      });
    }
    return new LocationRegistrations(knex);
  }

  /** The reservations in the same database. */
  createReservations(): TargetReservations {
    return new TargetReservations(this.#knex);
  }

  /**
   * Records a user, and replaces an earlier record for the same location and target.
   *
   * @param userEntityRef - `undefined` for a service, to which the record does not apply
   */
  async record(
    location: RegisteredLocation,
    userEntityRef: string | undefined,
  ): Promise<void> {
    const key = keyOf(location);
    if (userEntityRef === undefined) {
      await this.#rows().where(key).delete();
      return;
    }
    await this.#rows()
      .insert({ ...key, user_entity_ref: userEntityRef })
      .onConflict(['location_id', 'target_hash'])
      .merge();
  }

  /** Returns whether this user set the current target of the location. */
  async isRegisteredBy(
    location: RegisteredLocation,
    userEntityRef: string,
  ): Promise<boolean> {
    const row = await this.#rows()
      .where({ ...keyOf(location), user_entity_ref: userEntityRef })
      .first();
    return row !== undefined;
  }

  /** Returns the IDs of the locations that a user registered. Some may no longer exist. */
  async listOf(userEntityRef: string): Promise<string[]> {
    const rows = await this.#rows()
      .where({ user_entity_ref: userEntityRef })
      .distinct('location_id');
    return rows.map(({ location_id }) => location_id);
  }

  /** Removes all records of a location. */
  async remove(locationId: string): Promise<void> {
    await this.#rows().where({ location_id: locationId }).delete();
  }

  #rows() {
    return this.#knex<RegistrationRow>('location_registrations');
  }
}

function keyOf({ id, type, target }: RegisteredLocation) {
  return {
    location_id: id,
    target_hash: hashTarget({ type, target }),
  };
}
