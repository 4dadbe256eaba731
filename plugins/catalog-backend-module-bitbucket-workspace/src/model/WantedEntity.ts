import { Entity } from '@backstage/catalog-model';

/** An entity that is to be in the catalog. */
export interface WantedEntity {
  /** Of the person, the workspace or the project; never changes. */
  key: string;
  /** Chosen for the key once. */
  name: string;
  entityRef: string;
  digest: string;
  entity: Entity;
}
