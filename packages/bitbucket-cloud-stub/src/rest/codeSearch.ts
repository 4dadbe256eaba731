import type { Repository } from '../model/types';
import { notImplemented, RestError } from './RestError';

/** What a code search looks for. */
export interface CodeQuery {
  /** Texts that the path or the content must contain, in lower case. */
  terms: string[];
  /** Returns whether the modifiers accept a file. */
  accepts(repository: Repository, path: string): boolean;
}

/** A part of a line or of a path. */
export interface Segment {
  text: string;
  match?: true;
}

/** Where a file matches. */
export interface CodeMatch {
  pathMatches: Segment[];
  lines: { line: number; segments: Segment[] }[];
}

// Source: https://support.atlassian.com/bitbucket-cloud/docs/search-in-bitbucket-cloud/
const MOST_CHARACTERS = 250;
const MOST_TERMS = 9;
/** The size from which a file is not in the index. */
export const MOST_BYTES = 320 * 1024;

/**
 * Parses a search: words and quoted texts, and the modifiers `repo:`, `project:`, `path:` and `ext:`.
 *
 * @throws RestError, a 400, for an empty or too long search.
 */
export function parseCodeQuery(text: string): CodeQuery {
  if (text.length > MOST_CHARACTERS) {
    throw new RestError(
      400,
      `The search query must not be longer than ${MOST_CHARACTERS} characters.`,
    );
  }
  const parts = [...text.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)].map(
    ([, name, quoted, word]) => ({ name, value: quoted ?? word }),
  );
  const operator = parts.find(
    ({ name, value }) => !name && /^(OR|NOT|\(|\)|-.+)$/.test(value),
  );
  if (operator) {
    throw notImplemented(`the operator ${operator.value} of the code search`);
  }
  const terms = parts
    .filter(({ name, value }) => !name && value !== 'AND')
    .map(({ value }) => value.toLowerCase());
  const filters = parts.flatMap(({ name, value }) =>
    name ? [createFilter(name, value)] : [],
  );
  if (parts.length === 0 || parts.length > MOST_TERMS) {
    throw new RestError(
      400,
      `The search query must contain 1 to ${MOST_TERMS} expressions.`,
    );
  }
  return {
    terms,
    accepts: (repository, path) =>
      filters.every(filter => filter(repository, path)),
  };
}

/** Returns where a file matches, or undefined if it lacks a term. */
export function matchFile(
  { terms }: CodeQuery,
  path: string,
  content: string,
): CodeMatch | undefined {
  const inPath = terms.filter(term => path.toLowerCase().includes(term));
  const lower = content.toLowerCase();
  const isFound = terms.every(
    term => inPath.includes(term) || lower.includes(term),
  );
  if (!isFound) {
    return undefined;
  }
  const lines = content.split('\n').flatMap((line, index) => {
    const segments = markSegments(line, terms);
    return segments.some(({ match }) => match)
      ? [{ line: index + 1, segments }]
      : [];
  });
  return {
    pathMatches: inPath.length > 0 ? markSegments(path, inPath) : [],
    lines: lines.slice(0, 10),
  };
}

type Filter = (repository: Repository, path: string) => boolean;

function createFilter(name: string, value: string): Filter {
  const wanted = value.toLowerCase();
  switch (name) {
    case 'repo':
      return ({ slug }) => slug === wanted;
    case 'project':
      return ({ project }) => project.toLowerCase() === wanted;
    case 'path':
      return (_, path) =>
        path.toLowerCase().startsWith(wanted.replace(/^\//, ''));
    case 'ext':
      return (_, path) => path.toLowerCase().endsWith(`.${wanted}`);
    default:
      throw notImplemented(`the modifier ${name}: of the code search`);
  }
}

function markSegments(text: string, terms: string[]): Segment[] {
  const expression = terms
    .map(term => term.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'))
    .join('|');
  return text
    .split(new RegExp(`(${expression})`, 'i'))
    .map(
      (part, index): Segment =>
        index % 2 === 1 ? { text: part, match: true } : { text: part },
    )
    .filter(({ text: part }) => part !== '');
}
