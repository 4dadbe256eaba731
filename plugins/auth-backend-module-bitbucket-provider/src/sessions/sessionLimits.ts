import { type SessionConfig } from '../config/sessionConfig';
import { CLOCK_SKEW_MS } from './clockSkew';

/** The earliest times of a valid session, in milliseconds since the Unix epoch. */
export interface SessionLimits {
  /** Its last use must be later. */
  usedSince: number;
  /** Its sign-in must be later. */
  createdSince: number;
}

/**
 * Returns the limits of the configuration at a given time, in addition to the expiry in the row of the
 * session.
 */
export function limitsOf(
  { duration, maxAge, notBefore }: SessionConfig,
  now: number,
): SessionLimits {
  return {
    usedSince: now - duration - CLOCK_SKEW_MS,
    createdSince: Math.max(notBefore, now - maxAge - CLOCK_SKEW_MS),
  };
}
