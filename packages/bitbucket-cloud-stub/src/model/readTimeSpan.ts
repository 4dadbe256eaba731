import type { TimeSpan } from './activity';

const UNITS: Record<string, number> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Returns the milliseconds of a valid time span. */
export function readTimeSpan(span: TimeSpan): number {
  return Number(span.slice(0, -1)) * UNITS[span.slice(-1)];
}
