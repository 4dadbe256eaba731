import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { findFieldsProblem } from './findFieldsProblem';
import { findFilterProblem, findQueryProblem } from './findQueryProblem';
import { readCursor } from './readCursor';

/** Query parameters or the body of a request, before validation. */
type Source = Record<string, unknown>;

/**
 * Checks the query parameters or the body of a request to the catalog. All catalog requests use the same
 * parameter names, so one check covers them, including the actions that AI assistants call.
 *
 * @returns a sentence for the user, or `undefined` if the request is within the limits
 */
export function findRequestProblem(
  source: unknown,
  limits: Limits,
): string | undefined {
  const request = toMap(source);
  // The input of an action.
  const input = toMap(request.input);
  return findProblemOfPart(request, limits) ?? findProblemOfPart(input, limits);
}

function findProblemOfPart(part: Source, limits: Limits): string | undefined {
  const sources = [part];
  for (const text of [part.cursor, part.after]) {
    const cursor = readCursor(text, limits);
    if ('problem' in cursor) {
      return cursor.problem;
    }
    sources.push(toMap(cursor.content));
  }
  return sources
    .map(
      source =>
        findFieldsProblem(source, limits) ??
        findProblemOfFilters(source, limits) ??
        findProblemOfTarget(source, limits) ??
        findProblemOfLimit(source, limits),
    )
    .find(Boolean);
}

/** The catalog reads a whole page before it selects fields. */
function findProblemOfLimit({ limit }: Source, limits: Limits) {
  const most = limits['lists.page'];
  return Number(limit) > most
    ? `The limit of the request is more than ${formatCount(
        most,
      )}. ${describeRemedy('lists.page', 'Request several pages.')}`
    : undefined;
}

function findProblemOfFilters(source: Source, limits: Limits) {
  const filters = [source.filter ?? []].flat();
  const texts = filters.filter(filter => typeof filter === 'string');
  const others = filters.filter(filter => typeof filter !== 'string');
  return (
    findFilterProblem(texts, limits) ??
    findQueryProblem(others, limits) ??
    findQueryProblem(source.query, limits)
  );
}

function findProblemOfTarget(source: Source, limits: Limits) {
  const location = isMap(source.location) ? source.location : source;
  const length = limits['location.length'];
  return typeof location.target === 'string' && location.target.length > length
    ? `The target of the location has more than ${formatCount(
        length,
      )} characters. ${describeRemedy('location.length', 'Use a shorter URL.')}`
    : undefined;
}

function isMap(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toMap(value: unknown): Source {
  return isMap(value) ? value : {};
}
