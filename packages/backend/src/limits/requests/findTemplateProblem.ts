import { describeRemedy, formatCount, Limits } from '../limits';
import { findExceededBound } from '../measureValue';

/**
 * Checks the body of a request to the scaffolder: the values of a form, or a template in the editor. The
 * scaffolder validates them with a JSON schema, which can compare each value with all others.
 *
 * @returns a sentence for the user, or `undefined` when the body is within the limits
 */
export function findTemplateProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const values = limits['template.values'];
  // Files of the template editor are limited by the size of the body.
  const checked = { ...(body as object), directoryContents: undefined };
  const bounds = { values, depth: Infinity };
  return findExceededBound(checked, bounds) === 'values'
    ? `The template and its form have more than ${formatCount(
        values,
      )} values. ${describeRemedy('template.values', 'Use fewer values.')}`
    : undefined;
}
