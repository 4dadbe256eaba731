import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type EntityProviderConnection,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import { type CatalogReader } from '../catalog/CatalogIndex';

/**
 * A catalog that applies mutations immediately. As in the real catalog, the first source of a ref keeps
 * it.
 */
export class FakeCatalog implements EntityProviderConnection {
  readonly mutations: EntityProviderMutation[] = [];
  readonly refreshed: string[] = [];
  /** Called before a mutation is applied; can throw. */
  beforeMutation: () => Promise<void> = async () => {};
  /** Called after a mutation was applied; can throw. */
  afterMutation: () => Promise<void> = async () => {};
  #entities = new Map<string, Entity>();

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    await this.beforeMutation();
    this.mutations.push(mutation);
    if (mutation.type === 'delta') {
      for (const each of mutation.removed) {
        const ref =
          'entityRef' in each
            ? each.entityRef
            : stringifyEntityRef(each.entity);
        if (this.#isFrom(each.locationKey, ref)) {
          this.drop(ref);
        }
      }
      for (const { entity, locationKey } of mutation.added) {
        const ref = stringifyEntityRef(entity);
        if (!this.#entities.has(ref) || this.#isFrom(locationKey, ref)) {
          this.put(entity);
        }
      }
    }
    await this.afterMutation();
  }

  async refresh({ keys }: { keys: string[] }): Promise<void> {
    this.refreshed.push(...keys);
  }

  put(entity: Entity) {
    this.#entities.set(stringifyEntityRef(entity), entity);
  }

  drop(entityRef: string) {
    this.#entities.delete(entityRef);
  }

  get refs(): string[] {
    return [...this.#entities.keys()].sort();
  }

  get(entityRef: string): Entity | undefined {
    return this.#entities.get(entityRef);
  }

  #isFrom(location: string | undefined, entityRef: string): boolean {
    const annotations = this.get(entityRef)?.metadata.annotations;
    return (
      annotations?.['backstage.io/managed-by-origin-location'] === location
    );
  }

  /** The part of the service that a provider uses. */
  get service(): CatalogReader {
    const client = () =>
      new InMemoryCatalogClient({ entities: [...this.#entities.values()] });
    return {
      getEntitiesByRefs: async ({ entityRefs }) => ({
        items: entityRefs.map(ref => this.get(ref)),
      }),
      queryEntities: request => client().queryEntities(request),
      streamEntities: request => client().streamEntities(request),
    };
  }
}
