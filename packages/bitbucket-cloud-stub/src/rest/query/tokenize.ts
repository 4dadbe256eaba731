import { RestError } from '../RestError';

/** A value that a field is compared with. */
export type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null'; value: undefined }
  /** Milliseconds since 1970. */
  | { kind: 'datetime'; value: number };

/** A piece of a query; `at` is its place, from 1, for messages. */
export type Token = { at: number } & (
  | { type: 'literal'; literal: Literal }
  | { type: 'symbol'; text: string }
  | { type: 'word'; text: string }
  | { type: 'end' }
);

const TOKEN =
  /("(?:[^"\\]|\\.)*")|(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)|(-?\d+(?:\.\d+)?)|(!=|!~|>=|<=|[=~<>(),])|([A-Za-z_][\w.]*)/y;

/**
 * Cuts a query in the language of the parameter `q` into pieces.
 *
 * @throws RestError, a 400 that names the place where the query is not in that language.
 */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(query, 0);
  while (position < query.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(query);
    if (!match) {
      throw invalidQuery(position + 1, `unexpected "${query[position]}"`);
    }
    tokens.push(read(match, position + 1));
    position = skipSpace(query, TOKEN.lastIndex);
  }
  tokens.push({ type: 'end', at: query.length + 1 });
  return tokens;
}

/** The 400 for a query that is wrong. */
export function invalidQuery(at: number, problem: string): RestError {
  return new RestError(400, `Invalid query: ${problem} at position ${at}.`);
}

function skipSpace(query: string, from: number): number {
  let position = from;
  while (/\s/.test(query[position] ?? '')) {
    position++;
  }
  return position;
}

function read(match: RegExpExecArray, at: number): Token {
  const [, text, datetime, number, symbol, word] = match;
  if (text !== undefined) {
    const value = text.slice(1, -1).replace(/\\(.)/gs, '$1');
    return { type: 'literal', literal: { kind: 'string', value }, at };
  }
  if (datetime !== undefined) {
    const value = parseDateTime(datetime);
    if (Number.isNaN(value)) {
      throw invalidQuery(at, `"${datetime}" is not a date and time`);
    }
    return { type: 'literal', literal: { kind: 'datetime', value }, at };
  }
  if (number !== undefined) {
    const value = Number(number);
    return { type: 'literal', literal: { kind: 'number', value }, at };
  }
  if (symbol !== undefined) {
    return { type: 'symbol', text: symbol, at };
  }
  switch (word) {
    case 'true':
    case 'false':
      return {
        type: 'literal',
        literal: { kind: 'boolean', value: word === 'true' },
        at,
      };
    case 'null':
      return {
        type: 'literal',
        literal: { kind: 'null', value: undefined },
        at,
      };
    default:
      return { type: 'word', text: word, at };
  }
}

/** Reads an ISO 8601 date and time, in UTC where it has no offset, to milliseconds since 1970. */
export function parseDateTime(text: string): number {
  const isLocal = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text);
  return Date.parse(isLocal ? `${text}Z` : text);
}
