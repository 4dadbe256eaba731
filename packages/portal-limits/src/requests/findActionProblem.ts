import { findEntityProblem } from '../catalogFile/findEntityProblem';
import { parseDocuments } from '../catalogFile/parseDocuments';
import { Limits } from '../limits/limits';

/** Inputs of actions that hold YAML: `validate-entity` and `dry-run-template`. */
const YAML_INPUTS = ['entity', 'templateYaml'];

/**
 * Checks the YAML in the input of an action, which the action parses without limits.
 *
 * @param body - the input, or a map with the input and the secrets of the action
 * @returns a sentence for the user, or `undefined` when the YAML is within the limits of an entity
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
    // The action reports a syntax error itself.
    return parseDocuments(text, limits)
      .map(document =>
        'content' in document
          ? findEntityProblem(document.content, limits)
          : undefined,
      )
      .find(Boolean);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function toMap(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
