import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';

const TABLE = 'bitbucket_webhook_deliveries';
/** Bitbucket closes the connection of a delivery after ten seconds. */
const CLAIM_MS = 15_000;
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

interface DeliveryRow {
  request_uuid: string;
  claim: string;
  claimed_until: number;
  published: boolean;
  received_at: number;
}

/** A delivery that this request handles. */
export interface Claim {
  /** Records that the delivery was published. All later attempts are already handled. */
  complete(): Promise<void>;
  /** Lets the next attempt handle the delivery. */
  release(): Promise<void>;
}

/**
 * Remembers each delivery for a day, for all instances of the backend. The primary key of the table
 * decides which request handles a delivery.
 *
 * A claim ends after 15 seconds, so that an instance that stops in the middle loses no delivery.
 */
export class HandledDeliveries {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /** Opens the database of the events plugin, with the table of this module. */
  static async open(database: DatabaseService): Promise<HandledDeliveries> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks',
          'migrations',
        ),
        // The events backend stores its own migrations in the same database.
        tableName: 'bitbucket_webhooks_migrations',
      });
    }
    return new HandledDeliveries(knex);
  }

  /** Claims a delivery, unless another request published it or handles it now. */
  async claim(requestUuid: string): Promise<Claim | 'published' | 'pending'> {
    const claim = randomUUID();
    const now = this.now();
    await this.knex<DeliveryRow>(TABLE)
      .insert({
        request_uuid: requestUuid,
        claim,
        claimed_until: now + CLAIM_MS,
        published: false,
        received_at: now,
      })
      .onConflict('request_uuid')
      .merge(['claim', 'claimed_until'])
      .where(`${TABLE}.published`, false)
      .where(`${TABLE}.claimed_until`, '<', now);
    const row = await this.knex<DeliveryRow>(TABLE)
      .where({ request_uuid: requestUuid })
      .first('claim', 'published');
    if (row?.claim !== claim) {
      return row?.published ? 'published' : 'pending';
    }
    const own = () =>
      this.knex<DeliveryRow>(TABLE).where({ request_uuid: requestUuid, claim });
    return {
      complete: async () => {
        await own().update({ published: true });
      },
      release: async () => {
        await own().where({ published: false }).delete();
      },
    };
  }

  /** Forgets the deliveries of more than a day ago. */
  async clean(): Promise<void> {
    await this.knex<DeliveryRow>(TABLE)
      .where('received_at', '<', this.now() - REMEMBERED_MS)
      .delete();
  }
}
