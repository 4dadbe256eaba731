import {
  describeValues,
  findEntityProblem,
} from '../catalogFile/findEntityProblem';
import {
  type ParsedDocument,
  parseDocuments,
} from '../catalogFile/parseDocuments';
import { scanYaml } from '../catalogFile/scanYaml';
import { type Limits } from '../limits/limits';

/** Action inputs that contain YAML: `validate-entity` and `dry-run-template`. */
const YAML_INPUTS = ['entity', 'templateYaml'];
/** A map has one key for each value, so YAML has at most twice as many nodes as values. */
const KEY_AND_VALUE = 2;

/**
 * Checks the YAML in the input of an action, which the action parses without limits.
 *
 * @param body - the input, or a map with the input and the secrets of the action
 * @returns a sentence for the user, or `undefined` if the YAML is within the limits of an entity
 */
export function findActionProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const { input, ...direct } = toMap(body);
  return [direct, toMap(input)]
    .flatMap(part => YAML_INPUTS.map(name => part[name]))
    .filter(value => typeof value === 'string')
    .map(text => findYamlProblem(text, limits))
    .find(Boolean);
}

function findYamlProblem(text: string, limits: Limits): string | undefined {
  try {
    if (hasMoreValues(text, KEY_AND_VALUE, limits)) {
      return scanYaml(text, limits) ?? describeValues(limits);
    }
    const documents = parseDocuments(text, limits);
    const problem = documents
      .map(document =>
        'content' in document
          ? findEntityProblem(document.content, limits)
          : undefined,
      )
      .find(Boolean);
    return problem ?? findErrorOfLargeText(text, documents, limits);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Returns an error of YAML with more values than an entity. The action also reports errors, but first
 * compares each key of a map with all other keys, which is too slow for a large text.
 */
function findErrorOfLargeText(
  text: string,
  documents: ParsedDocument[],
  limits: Limits,
): string | undefined {
  const error =
    documents.map(document => document.error).find(Boolean) ??
    (documents.length > 1 ? 'It has more than one document' : undefined);
  return error && hasMoreValues(text, 1, limits)
    ? `The YAML of the request is not an entity: ${error}. Correct it.`
    : undefined;
}

/** Returns whether a text has more keys and values than this multiple of the limit for an entity. */
function hasMoreValues(text: string, times: number, limits: Limits): boolean {
  const values = times * limits['entity.values'];
  return (
    scanYaml(text, { ...limits, 'catalogFile.values': values }) !== undefined
  );
}

function toMap(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
