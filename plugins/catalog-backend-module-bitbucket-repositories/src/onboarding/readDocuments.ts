import { type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { Lexer, parseAllDocuments } from 'yaml';

/** Maximum size of a new catalog file, in bytes. */
const LARGEST_FILE = 64 * 1024;
/** Backstage's form writes one. */
const MOST_ENTITIES = 50;
/** Of YAML. A key and its value have eight. The time to parse some invalid files grows with the square of their number. */
const MOST_TOKENS = 20_000;
/** Deeper values are not written by people. */
const DEEPEST = 20;

/**
 * Parses a new catalog file.
 *
 * @throws InputError with a sentence for the author
 */
export function readNewFile(content: string): Entity[] {
  const size = Buffer.byteLength(content);
  if (size > LARGEST_FILE) {
    throw new InputError(
      `The catalog file has ${size} bytes, more than ${LARGEST_FILE}. Add a smaller file, and extend it in the repository.`,
    );
  }
  const entities = parse(content);
  if (entities.length === 0) {
    throw new InputError('The catalog file contains no entity.');
  }
  if (entities.length > MOST_ENTITIES) {
    throw new InputError(
      `The catalog file contains ${entities.length} entities, more than ${MOST_ENTITIES}.`,
    );
  }
  return entities.map(each => {
    const { kind, metadata } = Object(each);
    if (typeof kind !== 'string' || typeof metadata?.name !== 'string') {
      throw new InputError(
        'The catalog file contains a document without kind or metadata.name.',
      );
    }
    return each as Entity;
  });
}

/** Returns the entities of an existing file that can be read. */
export function readExistingFile(content: string): Entity[] {
  if (Buffer.byteLength(content) > 1_000_000) {
    return [];
  }
  try {
    return parse(content).filter((each): each is Entity => {
      const { kind, metadata } = Object(each);
      return typeof kind === 'string' && typeof metadata?.name === 'string';
    });
  } catch {
    return [];
  }
}

/** Without aliases, because a short text can expand to a long one. */
function parse(content: string): unknown[] {
  try {
    checkTokens(content);
    return [
      ...parseAllDocuments(content, {
        // The check of the library compares each key with all others.
        uniqueKeys: false,
        merge: false,
        logLevel: 'error',
      }),
    ]
      .map(document => {
        if (document.errors.length > 0) {
          throw document.errors[0];
        }
        return document.toJS({ maxAliasCount: 0 });
      })
      .filter(value => value !== null)
      .map(value => checkDepth(value, 0));
  } catch (error) {
    const [line] = String((error as Error).message).split('\n');
    throw new InputError(`The catalog file is not valid YAML: ${line}`);
  }
}

/** Reads each character once, and stops at the limit. */
function checkTokens(content: string) {
  let tokens = 0;
  for (const _ of new Lexer().lex(content)) {
    tokens++;
    if (tokens > MOST_TOKENS) {
      throw new Error(
        `more than ${MOST_TOKENS} keys, values, spaces and punctuation marks`,
      );
    }
  }
}

function checkDepth(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) {
    throw new Error(`more than ${DEEPEST} nested lists and maps`);
  }
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(each => checkDepth(each, depth + 1));
  }
  return value;
}
