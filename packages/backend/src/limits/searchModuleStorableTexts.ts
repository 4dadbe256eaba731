import { createBackendModule } from '@backstage/backend-plugin-api';
import { DecoratorBase } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { IndexableDocument } from '@backstage/plugin-search-common';
import { toStorable } from './unstorableText';

class StorableTexts extends DecoratorBase {
  async initialize(): Promise<void> {}

  async decorate(document: IndexableDocument): Promise<IndexableDocument> {
    return toStorable(document);
  }

  async finalize(): Promise<void> {}
}

/**
 * Replaces the characters that PostgreSQL cannot store, in the documents of all collators. The index is
 * written in one transaction, so one such document, for example a page of TechDocs, would stop it for all.
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
