import { type Config } from '@backstage/config';
import { LAST_SHARE } from './checkThreshold';
import { readProviderConfig } from './providerConfig';
import { BITBUCKET_CALLS_PER_HOUR, readSessionConfig } from './sessionConfig';

const HOUR_MS = 60 * 60 * 1000;
const DAY_HOURS = 24;
/** Users work nine hours on five days per week, and checks run when they open pages. */
const WORKING_SHARE = 45 / (7 * DAY_HOURS);
const LOADS_AN_HOUR = 10;

/**
 * How many users the settings of an auth environment support.
 *
 * @public
 */
export interface BitbucketSessionCapacity {
  /** Requests to Bitbucket for one check: token, account, and workspaces or addresses if they are needed. */
  callsPerCheck: number;
  /** Requests that the portal can send per hour: at most 1,000, the limit of Bitbucket. */
  callsPerHour: number;
  /** Users who can use the portal on every working day without a late check. */
  people: number;
}

/**
 * Estimates how many users the settings of an auth environment support. Each user must be checked once
 * within `sessions.checkWithin`, in working hours (45 per week), with 70 % of `callsPerHour`. With a
 * check at every refresh, the estimate assumes ten page loads per user and hour.
 *
 * @throws InputError if the configuration is invalid
 *
 * @public
 */
export function estimateBitbucketSessionCapacity(
  rootConfig: Config,
  environment: string,
): BitbucketSessionCapacity {
  const key = `auth.providers.bitbucket.${environment}`;
  const config = rootConfig.getConfig(key);
  const { emailRequired, policy } = readProviderConfig(config, key);
  const { checkWithin, ...limits } = readSessionConfig(config, key);
  const callsPerHour = Math.min(limits.callsPerHour, BITBUCKET_CALLS_PER_HOUR);
  const callsPerCheck =
    2 + (policy.allowedWorkspaces ? 1 : 0) + (emailRequired ? 1 : 0);
  const checksAnHour = (callsPerHour * LAST_SHARE) / callsPerCheck;
  const hours = checkWithin / HOUR_MS;
  // Within a working day all hours count, up to the hours of a working day.
  const workingHours =
    Math.max(hours, Math.min(hours / WORKING_SHARE, DAY_HOURS)) * WORKING_SHARE;
  return {
    callsPerCheck,
    callsPerHour,
    people: Math.floor(
      checksAnHour * Math.max(workingHours, 1 / LOADS_AN_HOUR),
    ),
  };
}
