import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { describeIssues } from './describeIssues';
import { readActivity } from './readActivity';
import { seedSchema } from './seedSchema';
import type { Seed } from '../model/types';

/** Returns the path of the package's default seed, Harbour Bikes. */
export function defaultSeedPath(): string {
  return require.resolve('../../seed/harbour-bikes.yaml');
}

/**
 * Validates a seed from code.
 *
 * @throws Error with one line per invalid field.
 */
export function checkSeed(value: unknown): Seed {
  const result = seedSchema.safeParse(value);
  if (!result.success) {
    throw new Error(`The seed is not valid.\n${describeIssues(result.error)}`);
  }
  return result.data;
}

/**
 * Reads a seed from a YAML file, with its pull requests and pipelines from the folder of the same name.
 *
 * @throws Error that names the file if it cannot be read, or each invalid field with its line.
 */
export function readSeedFile(path: string): Seed {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines });
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw new Error(`The seed ${path} is not YAML: ${syntaxError.message}`);
  }
  const value = document.toJS();
  const activity = readActivity(path);
  const result = seedSchema.safeParse(
    activity ? { ...value, activity } : value,
  );
  if (!result.success) {
    const lineOf = (field: PropertyKey[]) => findLine(document, lines, field);
    throw new Error(
      `The seed ${path} is not valid.\n${describeIssues(result.error, lineOf)}`,
    );
  }
  return result.data;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : `reading failed (${code})`;
    throw new Error(`The seed ${path} cannot be read: ${reason}.`, {
      cause: error,
    });
  }
}

// A missing field has no line of its own, so the line of its parent is used.
function findLine(
  document: Document,
  lines: LineCounter,
  field: PropertyKey[],
): number | undefined {
  for (let length = field.length; length > 0; length--) {
    const node = document.getIn(field.slice(0, length), true);
    if (isNode(node) && node.range) {
      return lines.linePos(node.range[0]).line;
    }
  }
  return undefined;
}
