import { RestError } from '../RestError';

/** A value to compare a field with. */
export type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null'; value: undefined }
  /** Milliseconds since the Unix epoch. */
  | { kind: 'datetime'; value: number };

/** A token of a query; `at` is its position, from 1, for messages. */
export type Token = { at: number } & (
  | { type: 'literal'; literal: Literal }
  | { type: 'symbol'; text: string }
  | { type: 'word'; text: string }
  | { type: 'end' }
);

const TOKEN =
  /("(?:[^"\\]|\\.)*")|(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)|(-?\d+(?:\.\d+)?)|(!=|!~|>=|<=|[=~<>(),])|([A-Za-z_][\w.]*)/y;

/**
 * Splits a query in the language of the parameter `q` into tokens.
 *
 * @throws RestError, a 400 with the position of the syntax error.
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

/** Returns the 400 for an invalid query. */
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

/** Parses an ISO 8601 date and time, in UTC without an offset, to milliseconds since the Unix epoch. */
export function parseDateTime(text: string): number {
  const isLocal = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text);
  return Date.parse(isLocal ? `${text}Z` : text);
}
