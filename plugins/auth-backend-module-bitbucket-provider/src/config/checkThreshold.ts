import { type SessionConfig } from './sessionConfig';

/** Below this share of the hourly requests, checks run as soon as `checkAfter` allows. */
const FREE_SHARE = 0.5;
/**
 * Above `FREE_SHARE`, checks are postponed, and at this share until they are overdue. Requests that
 * instances do not know of each other, and pending requests of their checks, add up to 0.07 with three
 * instances and 10,000 users. The total must stay below 0.8.
 */
export const LAST_SHARE = 0.7;
const JITTER = 0.1;

/**
 * Returns the age from which a session is checked behind the response, in milliseconds. The more of the
 * budget is used, the older a session must be, so the oldest are checked first without a queue.
 *
 * @param share - used share of the hourly requests, 0 to 1
 * @param idHash - gives each session its own part of the jitter, so that not all sessions are due at the
 * same time
 */
export function checkThreshold(
  {
    checkAfter,
    checkWithin,
  }: Pick<SessionConfig, 'checkAfter' | 'checkWithin'>,
  share: number,
  idHash: string,
): number {
  const pressure = Math.min(
    1,
    Math.max(0, (share - FREE_SHARE) / (LAST_SHARE - FREE_SHARE)),
  );
  const position = parseInt(idHash.slice(0, 8), 16) / 0xffffffff;
  const jitter = 1 + JITTER * (2 * position - 1);
  const threshold =
    (checkAfter + (checkWithin - checkAfter) * pressure) * jitter;
  return pressure === 1 ? checkWithin : Math.min(threshold, checkWithin);
}
