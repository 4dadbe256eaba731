import { stringifyEntityRef } from '@backstage/catalog-model';
import { UrlReaderProcessor } from '@backstage/plugin-catalog-backend';
import {
  CatalogProcessor,
  CatalogProcessorResult,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { isGeneratedRef } from './generatedName';

type ReadLocation = UrlReaderProcessor['readLocation'];

/** What the URL reader of the catalog needs. */
export type UrlReaderOptions = ConstructorParameters<
  typeof UrlReaderProcessor
>[0];

/**
 * Reads catalog files in place of the URL reader of the catalog, and refuses a file that has an entity
 * with a name that the catalog generates for registered locations.
 *
 * An entity belongs to its first source. So a file that has `generated-<hash of another URL>` would
 * keep the catalog from reading that URL, while the catalog answers its registration with 201.
 *
 * @seam A processor with a lower priority number runs first, and the catalog asks no other processor
 * once one has read the location. The check cannot come later: the catalog stores what a file emits
 * before any processor sees it.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/processing/DefaultCatalogProcessingOrchestrator.ts
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
      result => emit(check(result)),
      parser,
      cache,
    );
  }
}

function check(result: CatalogProcessorResult): CatalogProcessorResult {
  if (result.type !== 'entity' || !hasGeneratedRef(result.entity)) {
    return result;
  }
  const { location, entity } = result;
  return processingResult.inputError(
    location,
    `The file ${location.target} has a Location with the name ${entity.metadata.name}, which is reserved for registered locations. Choose a name that does not begin with 'generated-'.`,
  );
}

/** The parser returns what the file contains. The catalog checks its shape later. */
function hasGeneratedRef(entity: Parameters<typeof stringifyEntityRef>[0]) {
  try {
    return isGeneratedRef(stringifyEntityRef(entity));
  } catch {
    return false;
  }
}
