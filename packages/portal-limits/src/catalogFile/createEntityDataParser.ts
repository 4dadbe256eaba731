import { Entity, stringifyLocationRef } from '@backstage/catalog-model';
import {
  CatalogProcessorParser,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { describeRemedy, Limits } from '../limits/limits';
import { RunInTurn } from '../workQueue';
import { findEntityProblem } from './findEntityProblem';
import { isPlainMap, parseDocuments, ParsedDocument } from './parseDocuments';

/**
 * Reads catalog files as Backstage does, within the limits. A file that exceeds a limit is an error of
 * its location: the catalog shows it where the location is registered, and keeps nothing of the file.
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

/** The catalog reads each target again and again, and few at the same time. */
function countTargets(documents: ParsedDocument[]): number {
  return documents.map(withContent).reduce((sum, { content }) => {
    const { kind, spec } = (content ?? {}) as Partial<Entity>;
    return /^location$/i.test(String(kind)) && Array.isArray(spec?.targets)
      ? sum + spec.targets.length
      : sum;
  }, 0);
}

/**
 * Copies an entity. The parser builds a quoted text from one piece for each character, which takes 30
 * times the memory of the text for as long as the entity is kept.
 */
function withFlatTexts(content: object): Entity {
  return JSON.parse(JSON.stringify(content));
}

function withContent(document: ParsedDocument) {
  return { content: undefined, ...document };
}

/** A file above the limit is not decoded as a whole. */
function toText(data: Buffer, limits: Limits): string {
  return data.toString('utf8', 0, limits['catalogFile.size'] + 1);
}
