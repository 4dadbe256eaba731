import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isScalar,
  LineCounter,
  Parser,
  visit,
  type YAMLParseError,
} from 'yaml';
import { type Limits } from '../limits/limits';
import { scanYaml } from './scanYaml';

/** Each error costs time, and users read only a few. */
const MOST_ERRORS = 100;

/** A document of a file: its content, or the reason why it cannot be read. */
export type ParsedDocument =
  | { content: unknown; error?: undefined }
  | { error: string };

/**
 * Parses a YAML or JSON file within the limits.
 *
 * Backstage compares each key of a map with all its other keys, which takes 8 seconds for 20,000 keys.
 * This function looks up each key in a set instead, and stops at the 100th syntax error.
 *
 * @returns the documents of the file
 * @throws Error with a sentence for the author of the file if the file exceeds a limit
 */
export function parseDocuments(file: string, limits: Limits): ParsedDocument[] {
  const isTooLarge = Buffer.byteLength(file) > limits['catalogFile.size'];
  const text = isTooLarge ? file : withoutByteOrderMarks(file);
  const problem = scanYaml(text, limits);
  if (problem) {
    throw new Error(problem);
  }
  const lines = new LineCounter();
  const composer = createComposer(lines);
  const tokens = new Parser(lines.addNewLine).parse(text);
  return [...composer.compose(withFewErrors(tokens, lines))].map(document => {
    const error: { message: string; pos: [number, number] } | undefined =
      document.errors[0] ?? findBadKey(document);
    return error
      ? { error: describeError(error, lines) }
      : readContent(document);
  });
}

/**
 * Each document of a file can begin with a byte order mark (YAML 1.2.2, section 5.2), for example after
 * files are concatenated. The parser accepts only the first one.
 */
function withoutByteOrderMarks(text: string): string {
  return text.replace(/^(---[ \t]+)?\uFEFF+/gm, '$1');
}

/**
 * @seam The composer of `yaml` reports each error to its own `onError`, which it does not document:
 * https://github.com/eemeli/yaml/blob/v2.9.1/src/compose/composer.ts
 */
function createComposer(lines: LineCounter) {
  const composer = new Composer({
    merge: false,
    // JSON cannot represent these values. `!!binary` would become an array of bytes, which the limits do not count.
    resolveKnownTags: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const seam = composer as unknown as { onError?(...args: unknown[]): void };
  const report = seam.onError;
  let errors = 0;
  let refusal: Error | undefined;
  if (report) {
    seam.onError = (...args: unknown[]) => {
      errors++;
      if (refusal) {
        // The composer reports errors that it catches.
        throw refusal;
      }
      if (errors > MOST_ERRORS) {
        const [source, , message] = args as [unknown, string, string];
        refusal = tooManyErrors(message, offsetOf(source), lines);
        throw refusal;
      }
      report(...args);
    };
  }
  return composer;
}

/**
 * Stops at the 100th error of the parser. The composer does not report these errors to its `onError`: it keeps each
 * error with a stack trace.
 */
function* withFewErrors(
  tokens: Iterable<CST.Token>,
  lines: LineCounter,
): Generator<CST.Token> {
  let errors = 0;
  for (const token of tokens) {
    if (token.type === 'error') {
      errors++;
      if (errors > MOST_ERRORS) {
        throw tooManyErrors(token.message, token.offset, lines);
      }
    }
    yield token;
  }
}

function tooManyErrors(message: string, offset: number, lines: LineCounter) {
  return new Error(
    `The file has more than ${MOST_ERRORS} syntax errors. One of them is: ${describeError(
      { message, pos: [offset, 0] },
      lines,
    )}. Check that the file is YAML or JSON.`,
  );
}

function offsetOf(source: unknown): number {
  if (typeof source === 'number') {
    return source;
  }
  return Array.isArray(source)
    ? source[0]
    : (source as { offset: number }).offset;
}

/**
 * Rejects keys that are lists or maps, which JSON does not support, and duplicate keys, of which only
 * one would be used.
 */
function findBadKey(
  document: Document.Parsed,
): { message: string; pos: [number, number] } | undefined {
  let bad: { message: string; pos: [number, number] } | undefined;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const value = isScalar(key) ? key.value : undefined;
        // To resolve an alias, the whole document would have to be searched.
        if (isAlias(key) || isCollection(key)) {
          bad = { message: 'A key is not a text', pos: positionOf(key) };
        } else if (seen.has(value)) {
          bad = { message: 'Map keys must be unique', pos: positionOf(key) };
        }
        if (bad) {
          return visit.BREAK;
        }
        seen.add(value);
      }
      return undefined;
    },
  });
  return bad;
}

function positionOf(node: unknown): [number, number] {
  const range = (node as { range?: [number, number, number] } | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function describeError(
  { message, pos }: Pick<YAMLParseError, 'message' | 'pos'>,
  lines: LineCounter,
): string {
  const { line, col } = lines.linePos(pos[0]);
  return `${message} at line ${line}, column ${col}`;
}

function readContent(document: Document.Parsed): ParsedDocument {
  try {
    return { content: document.toJSON() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Returns whether the content is a map, as required for an entity. */
export function isPlainMap(content: unknown): content is Record<string, never> {
  return (
    typeof content === 'object' && content !== null && !Array.isArray(content)
  );
}
