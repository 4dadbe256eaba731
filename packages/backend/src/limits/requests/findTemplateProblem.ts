import { describeRemedy, formatCount, Limits } from '../limits';
import { findExceededBound } from '../measureValue';

/**
 * Checks the body of a request to the scaffolder: the values of a form, or a template in the editor and
 * its files. The scaffolder validates them with a JSON schema, which can compare each value with all
 * others, and describes every file that does not fit.
 *
 * @returns a sentence for the user, or `undefined` when the body is within the limits
 */
export function findTemplateProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const { directoryContents: files, ...rest } = { ...(body as object) } as {
    directoryContents?: unknown;
  };
  const values = limits['template.values'];
  if (findExceededBound(rest, { values, depth: Infinity }) === 'values') {
    return `The template and its form have more than ${formatCount(
      values,
    )} values. ${describeRemedy('template.values', 'Use fewer values.')}`;
  }
  return findFilesProblem(files, limits);
}

function findFilesProblem(files: unknown, limits: Limits): string | undefined {
  if (files === undefined) {
    return undefined;
  }
  if (!Array.isArray(files)) {
    return 'directoryContents is not a list.';
  }
  const count = limits['template.files'];
  if (files.length > count) {
    return `The template has more than ${formatCount(
      count,
    )} files. ${describeRemedy('template.files', 'Open a smaller folder.')}`;
  }
  const index = files.findIndex(file => !isFile(file));
  return index < 0
    ? undefined
    : `directoryContents[${index}] is not a file. Give it a path and base64Content, and nothing else.`;
}

function isFile(file: unknown): boolean {
  const { path, base64Content, executable, ...others } = {
    ...(file as object),
  } as Record<string, unknown>;
  return (
    typeof path === 'string' &&
    typeof base64Content === 'string' &&
    ['boolean', 'undefined'].includes(typeof executable) &&
    Object.keys(others).length === 0
  );
}
