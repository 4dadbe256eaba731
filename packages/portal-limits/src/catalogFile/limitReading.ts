import {
  type CatalogProcessorEmit,
  type CatalogProcessorParser,
} from '@backstage/plugin-catalog-node';
import { countPlaceholders } from './countPlaceholders';
import { type ReadingBudget } from './ReadingBudget';

/**
 * Charges what a URL reader parses and emits to a budget.
 *
 * If a file has not changed, the reader emits its cached entities without the parser.
 */
export function limitReading(reading: {
  budget: ReadingBudget;
  emit: CatalogProcessorEmit;
  parser: CatalogProcessorParser;
}): { emit: CatalogProcessorEmit; parser: CatalogProcessorParser } {
  const { budget } = reading;
  let isParsed = false;
  return {
    async *parser(options) {
      isParsed = true;
      budget.charge({ bytes: options.data.length });
      yield* reading.parser(options);
    },
    emit(result) {
      if (result.type === 'entity') {
        const bytes = isParsed
          ? 0
          : Buffer.byteLength(JSON.stringify(result.entity));
        const placeholders = countPlaceholders(result.entity);
        budget.charge({ bytes, entities: 1, placeholders });
      }
      reading.emit(result);
    },
  };
}
