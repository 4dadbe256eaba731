import { type Entity } from '@backstage/catalog-model';

/**
 * An entity that the catalog should contain.
 *
 * @public
 */
export interface WantedEntity {
  /** Identifies what the entity stands for; never changes. */
  key: string;
  /** Chosen once for the key. */
  name: string;
  /** The full ref, in lower case. */
  entityRef: string;
  /** Changes if the entity changes. */
  digest: string;
  /** The entity as it is sent to the catalog. */
  entity: Entity;
}
