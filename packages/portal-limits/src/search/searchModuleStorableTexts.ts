import { createBackendModule } from '@backstage/backend-plugin-api';
import { DecoratorBase } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { type IndexableDocument } from '@backstage/plugin-search-common';
import { toStorable } from '../values/unstorableText';
import { limitTexts } from './limitTexts';

class StorableTexts extends DecoratorBase {
  async initialize(): Promise<void> {}

  async decorate(document: IndexableDocument): Promise<IndexableDocument> {
    return toStorable(limitTexts(document));
  }

  async finalize(): Promise<void> {}
}

/**
 * Replaces the characters that PostgreSQL cannot store, in the documents of all collators, and limits their
 * texts. The module writes the index in one transaction, so one document that PostgreSQL cannot store,
 * for example a TechDocs page, would block all documents.
 */
export const searchModuleStorableTexts = createBackendModule({
  pluginId: 'search',
  moduleId: 'storable-texts',
  register(reg) {
    reg.registerInit({
      deps: { registry: searchIndexRegistryExtensionPoint },
      async init({ registry }) {
        registry.addDecorator({
          factory: { getDecorator: async () => new StorableTexts() },
        });
      },
    });
  },
});
