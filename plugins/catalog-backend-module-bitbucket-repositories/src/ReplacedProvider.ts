import {
  type EntityProvider,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { replacedNameOf } from './config/locationKey';

/**
 * Has the name of a provider of Backstage's own module, so that the catalog keeps the entities of that
 * provider until the first run has taken them over. Then it removes the others.
 */
export class ReplacedProvider implements EntityProvider {
  #connection?: EntityProviderConnection;
  #isDone = false;

  constructor(private readonly id: string) {}

  getProviderName(): string {
    return replacedNameOf(this.id);
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Removes the entities that the first run has not taken over. */
  async removeRest(): Promise<void> {
    if (!this.#isDone && this.#connection) {
      await this.#connection.applyMutation({ type: 'full', entities: [] });
      this.#isDone = true;
    }
  }
}
