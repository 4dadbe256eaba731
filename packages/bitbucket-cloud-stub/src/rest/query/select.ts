import { RestError } from '../RestError';
import { parseQuery, type Operator, type Query } from './parseQuery';
import { invalidQuery, parseDateTime, type Literal } from './tokenize';

/**
 * The fields by which an endpoint filters and sorts, and their positions in its response:
 * `workspace.slug`.
 */
export type QueryFields = Readonly<Record<string, string>>;

/** Returns fields whose names are their positions in the response. */
export function fieldsNamed(...paths: string[]): QueryFields {
  return Object.fromEntries(paths.map(path => [path, path]));
}

/**
 * Creates a filter from the parameter `q`.
 *
 * @throws RestError, a 400, if the syntax is invalid or a field is not supported.
 */
export function readFilter(
  q: string,
  fields: QueryFields,
): (item: object) => boolean {
  const query = parseQuery(q);
  checkFields(query, fields);
  return item => matches(query, item, fields);
}

/**
 * Creates a sort order from the parameter `sort`: the name of a field, with a "-" before it for the
 * reverse.
 *
 * @throws RestError, a 400, if the field is not supported.
 */
export function readOrder(
  sort: string,
  fields: QueryFields,
): (a: object, b: object) => number {
  const [, minus, name] = /^(-?)(.*)$/s.exec(sort)!;
  if (!Object.hasOwn(fields, name)) {
    throw new RestError(
      400,
      `Invalid field for sort: "${name}" is not one of ${spell(fields)}.`,
    );
  }
  const sign = minus ? -1 : 1;
  return (a, b) =>
    sign * order(valuesAt(a, fields[name])[0], valuesAt(b, fields[name])[0]);
}

/**
 * Sorts items by a field of their bodies, without their bodies.
 *
 * @param sort - the parameter `sort`
 * @returns undefined if `values` does not contain the field
 */
export function sortItems<T>(
  items: readonly T[],
  sort: string,
  values: Readonly<Record<string, (item: T) => string>>,
): T[] | undefined {
  const [, minus, name] = /^(-?)(.*)$/s.exec(sort)!;
  if (!Object.hasOwn(values, name)) {
    return undefined;
  }
  const sign = minus ? -1 : 1;
  return items
    .map(item => ({ item, value: values[name](item) }))
    .sort((a, b) => sign * order(a.value, b.value))
    .map(({ item }) => item);
}

function checkFields(query: Query, fields: QueryFields): void {
  if (query.kind !== 'comparison') {
    query.parts.forEach(part => checkFields(part, fields));
    return;
  }
  if (!Object.hasOwn(fields, query.field)) {
    throw invalidQuery(
      query.at,
      `"${query.field}" is not one of ${spell(fields)}`,
    );
  }
  const isText = query.operator.endsWith('~');
  if (isText && query.values[0].kind !== 'string') {
    throw invalidQuery(query.at, `${query.operator} compares with texts only`);
  }
}

function spell(fields: QueryFields): string {
  return Object.keys(fields).join(', ');
}

function matches(query: Query, item: object, fields: QueryFields): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every(part => matches(part, item, fields));
    case 'or':
      return query.parts.some(part => matches(part, item, fields));
    default: {
      const found = valuesAt(item, fields[query.field]);
      return compare(found, query.operator, query.values);
    }
  }
}

/** Returns the values at a path, several if it leads through a list. */
function valuesAt(item: unknown, path: string): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>(
      (found, key) =>
        found.flatMap(each =>
          typeof each === 'object' && each !== null && Object.hasOwn(each, key)
            ? (each as Record<string, unknown>)[key]
            : [undefined],
        ),
      [item],
    );
}

function compare(
  found: unknown[],
  operator: Operator,
  values: Literal[],
): boolean {
  const [value] = values;
  const any = (test: (each: unknown) => boolean) => found.some(test);
  const contains = (each: unknown) =>
    String(each ?? '')
      .toLowerCase()
      .includes(String(value.value).toLowerCase());
  const isListed = (each: unknown) => values.some(one => isSame(each, one));
  switch (operator) {
    case '=':
    case 'IN':
      return any(isListed);
    case '!=':
    case 'NOT IN':
      return !any(isListed);
    case '~':
      return any(contains);
    case '!~':
      return !any(contains);
    default:
      return any(each => {
        const number = difference(each, value);
        return operator.startsWith('>')
          ? number > 0 || (operator === '>=' && number === 0)
          : number < 0 || (operator === '<=' && number === 0);
      });
  }
}

function isSame(found: unknown, literal: Literal): boolean {
  return literal.kind === 'datetime'
    ? difference(found, literal) === 0
    : (found ?? undefined) === literal.value;
}

/** Below 0 if the found value is less; NaN if the two cannot be compared. */
function difference(found: unknown, literal: Literal): number {
  switch (literal.kind) {
    case 'datetime':
      return parseDateTime(String(found)) - literal.value;
    case 'number':
      return typeof found === 'number' ? found - literal.value : NaN;
    case 'string':
      return typeof found === 'string' ? order(found, literal.value) : NaN;
    default:
      return NaN;
  }
}

/**
 * Compares two values of a field. Numbers in texts are compared by value, and missing values come last.
 */
/** `localeCompare` creates one for each comparison. */
const collator = new Intl.Collator('en', { numeric: true });

function order(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a === b ? 0 : collator.compare(a, b);
  }
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  return Number(a) - Number(b);
}
