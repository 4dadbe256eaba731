import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { findExceededBound } from '../values/measureValue';

/**
 * Checks the body of a request to the scaffolder: the values of a form, or a template in the editor and
 * its files. The scaffolder validates them with a JSON schema, which can compare each value with all
 * others, and reports every invalid file.
 *
 * @returns a sentence for the user, or `undefined` if the body is within the limits
 */
export function findTemplateProblem(
  body: unknown,
  limits: Limits,
): string | undefined {
  const {
    directoryContents: files,
    values: form,
    ...template
  } = { ...(body as object) } as {
    directoryContents?: unknown;
    values?: unknown;
  };
  return (
    findValuesProblem(template, 'template.values', limits) ??
    findValuesProblem(form, 'template.formValues', limits) ??
    findFilesProblem(files, limits)
  );
}

function findValuesProblem(
  part: unknown,
  name: 'template.formValues' | 'template.values',
  limits: Limits,
): string | undefined {
  const values = limits[name];
  return findExceededBound(part, { values, depth: Infinity }) === 'values'
    ? `The ${
        name === 'template.values' ? 'template' : 'form of the template'
      } has more than ${formatCount(values)} values. ${describeRemedy(
        name,
        'Use fewer values.',
      )}`
    : undefined;
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
    : `directoryContents[${index}] is not a file. Set only path and base64Content.`;
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
