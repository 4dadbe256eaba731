import { SessionConfig } from '../config/sessionConfig';
import { CLOCK_SKEW_MS } from './clockSkew';

/** From when a session must be to be valid. Times are milliseconds since 1970. */
export interface SessionLimits {
  /** It must have been used since. */
  usedSince: number;
  /** It must have begun since. */
  createdSince: number;
}

/** Returns the limits that the configuration sets at a time, besides the expiry in the row of the session. */
export function limitsOf(
  { duration, maxAge, notBefore }: SessionConfig,
  now: number,
): SessionLimits {
  return {
    usedSince: now - duration - CLOCK_SKEW_MS,
    createdSince: Math.max(notBefore, now - maxAge - CLOCK_SKEW_MS),
  };
}
