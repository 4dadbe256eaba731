import { UrlReaderProcessor } from '@backstage/plugin-catalog-backend';
import { type CatalogProcessor } from '@backstage/plugin-catalog-node';
import { refuseGeneratedName } from './generatedName';

type ReadLocation = UrlReaderProcessor['readLocation'];

/** The dependencies of the catalog's URL reader. */
export type UrlReaderOptions = ConstructorParameters<
  typeof UrlReaderProcessor
>[0];

/**
 * Reads catalog files in place of the catalog's URL reader, and rejects names that the catalog
 * generates: see {@link refuseGeneratedName}. A processor that reads files before this one must check
 * the names itself.
 *
 * @seam A processor with a lower priority number runs first, and the catalog calls no other processor
 * after one has read the location. The check cannot come later, because the catalog stores the entities
 * of a file before any processor sees them.
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

  /** Runs before the catalog's reader, which has the default, 20. */
  getPriority(): number {
    return 19;
  }

  readLocation(
    // The five arguments of the interface.
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
