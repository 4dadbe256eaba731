import { UrlReaderProcessor } from '@backstage/plugin-catalog-backend';
import { CatalogProcessor } from '@backstage/plugin-catalog-node';
import { refuseGeneratedName } from './generatedName';

type ReadLocation = UrlReaderProcessor['readLocation'];

/** What the URL reader of the catalog needs. */
export type UrlReaderOptions = ConstructorParameters<
  typeof UrlReaderProcessor
>[0];

/**
 * Reads catalog files in place of the URL reader of the catalog, and refuses names that the catalog
 * generates: see {@link refuseGeneratedName}. A processor that reads before this one must do that itself.
 *
 * @seam A processor with a lower priority number runs first, and the catalog asks no other processor
 * once one has read the location. The check cannot come later: the catalog stores what a file emits
 * before any processor sees it.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/processing/DefaultCatalogProcessingOrchestrator.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/generatedName.test.ts
 */
export class GeneratedNameProcessor implements CatalogProcessor {
  readonly #reader: UrlReaderProcessor;

  constructor(options: UrlReaderOptions) {
    this.#reader = new UrlReaderProcessor(options);
  }

  getProcessorName(): string {
    return 'GeneratedNameProcessor';
  }

  /** Before the reader of the catalog, which has the default, 20. */
  getPriority(): number {
    return 19;
  }

  readLocation(
    // The five arguments are those of the interface.
    ...[location, optional, emit, parser, cache]: Parameters<ReadLocation>
  ): ReturnType<ReadLocation> {
    return this.#reader.readLocation(
      location,
      optional,
      result => emit(refuseGeneratedName(result)),
      parser,
      cache,
    );
  }
}
