import { type Entity, stringifyLocationRef } from '@backstage/catalog-model';
import {
  type CatalogProcessorParser,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { describeRemedy, type Limits } from '../limits/limits';
import { type RunInTurn } from '../workQueue';
import { findEntityProblem } from './findEntityProblem';
import {
  isPlainMap,
  parseDocuments,
  type ParsedDocument,
} from './parseDocuments';

/**
 * Parses catalog files like Backstage, within the limits. If a file exceeds a limit, the catalog shows
 * the error at the registered location, and stores no entity of the file.
 */
export function createEntityDataParser(
  limits: Limits,
  runInTurn: RunInTurn,
): CatalogProcessorParser {
  return async function* parseEntityData({ data, location }) {
    const target = stringifyLocationRef(location);
    const fail = (message: string) =>
      processingResult.generalError(location, message);
    let documents: ParsedDocument[];
    try {
      documents = await runInTurn(() =>
        parseDocuments(toText(data, limits), limits),
      );
    } catch (error) {
      yield fail(`Cannot read ${target}: ${(error as Error).message}`);
      return;
    }
    if (
      location.type === 'url' &&
      countTargets(documents) > limits['location.targets']
    ) {
      yield fail(
        `Cannot read ${target}: its Locations have more than ${
          limits['location.targets']
        } targets. ${describeRemedy(
          'location.targets',
          'Split the file into several files, and register each of them.',
        )}`,
      );
      return;
    }
    for (const { content, error } of documents.map(withContent)) {
      if (error !== undefined) {
        yield fail(`YAML error at ${target}, ${error}`);
      } else if (isPlainMap(content)) {
        const problem = findEntityProblem(content, limits);
        yield problem
          ? fail(`Cannot read an entity of ${target}: ${problem}`)
          : processingResult.entity(location, withFlatTexts(content));
      } else if (content !== null) {
        yield fail(`Expected object at root, got ${typeof content}`);
      }
    }
  };
}

/** Parses the targets once per file: the catalog requests them repeatedly, a few at a time. */
function countTargets(documents: ParsedDocument[]): number {
  return documents.map(withContent).reduce((sum, { content }) => {
    const { kind, spec } = (content ?? {}) as Partial<Entity>;
    return /^location$/i.test(String(kind)) && Array.isArray(spec?.targets)
      ? sum + spec.targets.length
      : sum;
  }, 0);
}

/**
 * Copies an entity. The parser builds a quoted text from one piece per character, which takes 30 times
 * the memory of the text while the entity exists.
 */
function withFlatTexts(content: object): Entity {
  return JSON.parse(JSON.stringify(content));
}

function withContent(document: ParsedDocument) {
  return { content: undefined, ...document };
}

/** Decodes only the beginning of a file above the limit. */
function toText(data: Buffer, limits: Limits): string {
  return data.toString('utf8', 0, limits['catalogFile.size'] + 1);
}
