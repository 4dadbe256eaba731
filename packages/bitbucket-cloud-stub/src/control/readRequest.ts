import type { Context } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import type { JournalFilter } from '../journal/JournalEntry';

const DEFAULT_TIMEOUT = 5000;
const MAXIMUM_TIMEOUT = 60_000;
const NUMBERS = new Set(['status', 'after']);
const FIELDS = [
  'method',
  'path',
  'status',
  'person',
  'client',
  'fault',
  'after',
];

/**
 * Returns the body of a request to the control endpoints, which must be an object.
 *
 * @throws Error with the position of the syntax error.
 */
export function readJson<T extends object>(c: Context<StubEnv>): T {
  let value: unknown;
  try {
    value = JSON.parse(c.get('body') ?? '');
  } catch (error) {
    throw new Error(`The body is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('The body must be a JSON object.');
  }
  return value as T;
}

/** Returns the filter of the journal in a query. */
export function readFilter(c: Context<StubEnv>): JournalFilter {
  const filter: Record<string, string | number> = {};
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (name !== 'timeoutMs') {
      filter[name] = readField(name, value);
    }
  }
  return filter;
}

function readField(name: string, value: string): string | number {
  if (!FIELDS.includes(name)) {
    throw new Error(
      `${name}: is not a filter of the journal. Use one of: ${FIELDS.join(
        ', ',
      )}.`,
    );
  }
  if (!NUMBERS.has(name)) {
    return value;
  }
  if (!/^\d{1,9}$/.test(value)) {
    throw new Error(`${name}: must be a number; it was "${value}".`);
  }
  return Number(value);
}

/** Returns how long to wait, in milliseconds. */
export function readTimeout(c: Context<StubEnv>): number {
  const value = c.req.query('timeoutMs') ?? String(DEFAULT_TIMEOUT);
  const timeout = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (!(timeout <= MAXIMUM_TIMEOUT)) {
    throw new Error(
      `timeoutMs: must be from 0 to ${MAXIMUM_TIMEOUT} milliseconds; it was "${value}".`,
    );
  }
  return timeout;
}
