import { type Entity } from '@backstage/catalog-model';

/** An entity that the catalog should contain. */
export interface WantedEntity {
  /** The key of the account, the workspace or the project; never changes. */
  key: string;
  /** Chosen once for the key. */
  name: string;
  entityRef: string;
  digest: string;
  entity: Entity;
}
