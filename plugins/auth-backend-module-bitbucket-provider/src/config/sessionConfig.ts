import { ConfigProblemError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { parseTime } from './parseTime';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Bitbucket's limit for each OAuth consumer. */
export const BITBUCKET_CALLS_PER_HOUR = 1000;

/** Bitbucket invalidates a refresh token that was unused for three months. */
const MAX_UNUSED_DAYS = 85;
const MAX_AGE_DAYS = 365;

/** Sessions of one auth environment. Times are milliseconds. */
export interface SessionConfig {
  /** Age at which a check at Bitbucket runs after the response. */
  checkAfter: number;
  /** Age at which a check runs before the response. 0 checks at every refresh. */
  checkWithin: number;
  /** How long a session remains valid after `checkWithin` if Bitbucket is unavailable. */
  grace: number;
  /** How long a session is valid after its last use. */
  duration: number;
  /** How long a session is valid after the sign-in. */
  maxAge: number;
  /** Requests to Bitbucket that this portal can send per hour. */
  callsPerHour: number;
  /** Whether the browser always gets Bitbucket's access token, or only for additional scopes. */
  alwaysSendAccessToken: boolean;
  /**
   * Whether the browser sends the cookie even if the portal and its backend have different host names.
   */
  crossSite: boolean;
  /** Sessions from before this time are invalid. */
  notBefore: number;
}

const DEFAULTS = {
  checkAfter: HOUR_MS,
  checkWithin: 7 * DAY_MS,
  duration: 30 * DAY_MS,
  maxAge: 90 * DAY_MS,
  callsPerHour: BITBUCKET_CALLS_PER_HOUR,
};

/** The keys of `sessions`. */
export const SESSION_KEYS = [
  'checkAfter',
  'checkWithin',
  'grace',
  'maxAge',
  'callsPerHour',
  'accessToken',
  'crossSite',
  'notBefore',
];

class SessionConfigReader {
  constructor(private readonly config: Config, private readonly key: string) {}

  checkKeys() {
    const sessions = this.config.getOptional('sessions') ?? {};
    if (typeof sessions !== 'object' || Array.isArray(sessions)) {
      throw new ConfigProblemError({
        key: `${this.key}.sessions`,
        found: 'is not an object',
        remedy: `Use the keys ${SESSION_KEYS.join(', ')}.`,
      });
    }
    const unknown = Object.keys(sessions).find(
      each => !SESSION_KEYS.includes(each),
    );
    if (unknown !== undefined) {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.${unknown}`,
        found: 'does not exist',
        remedy: `Use one of: ${SESSION_KEYS.join(', ')}.`,
      });
    }
  }

  duration(
    name: string,
    limits: { default: number; minMs: number; maxDays: number },
  ): number {
    if (!this.config.has(name)) {
      return limits.default;
    }
    const ms = this.#readMs(name);
    if (!(ms >= limits.minMs && ms <= limits.maxDays * DAY_MS)) {
      throw new ConfigProblemError({
        key: `${this.key}.${name}`,
        found: `is not a duration between ${limits.minMs / 1000} seconds and ${
          limits.maxDays
        } days`,
        remedy: 'For example, write { days: 30 } or 30d; or remove the key.',
      });
    }
    return ms;
  }

  callsPerHour(): number {
    const value =
      this.config.getOptional('sessions.callsPerHour') ?? DEFAULTS.callsPerHour;
    if (!Number.isInteger(value) || Number(value) < 10) {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.callsPerHour`,
        found: 'is not a whole number of at least 10',
        remedy: 'Bitbucket allows each OAuth consumer 1,000 requests an hour.',
      });
    }
    return Number(value);
  }

  accessToken(): boolean {
    const value = this.config.getOptional('sessions.accessToken');
    if (value !== undefined && value !== 'always') {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.accessToken`,
        found: `can only be 'always'`,
        remedy:
          'Remove the key to send access tokens for additional scopes only.',
      });
    }
    return value === 'always';
  }

  crossSite(): boolean {
    const value = this.config.getOptional('sessions.crossSite') ?? false;
    if (typeof value !== 'boolean') {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.crossSite`,
        found: 'is neither true nor false',
        remedy: 'Write one of the two, without quotes.',
      });
    }
    return value;
  }

  notBefore(): number {
    const value = this.config.getOptional('sessions.notBefore');
    if (value === undefined) {
      return 0;
    }
    const time = typeof value === 'string' ? parseTime(value) : NaN;
    if (Number.isNaN(time)) {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.notBefore`,
        found: 'is not a date and time with a time zone',
        remedy: `For example, write '2026-11-29T09:00:00Z', in quotes.`,
      });
    }
    if (time > Date.now()) {
      throw new ConfigProblemError({
        key: `${this.key}.sessions.notBefore`,
        found: 'is in the future, so every session would end at once',
        remedy: 'Use the time of the restore.',
      });
    }
    return time;
  }

  #readMs(name: string): number {
    try {
      return durationToMilliseconds(
        readDurationFromConfig(this.config, { key: name }),
      );
    } catch {
      return NaN;
    }
  }
}

/**
 * Reads the sessions of one auth environment.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, its value and the remedy
 */
export function readSessionConfig(config: Config, key: string): SessionConfig {
  const read = new SessionConfigReader(config, key);
  read.checkKeys();
  const checkAfter = read.duration('sessions.checkAfter', {
    default: DEFAULTS.checkAfter,
    minMs: 60_000,
    maxDays: MAX_UNUSED_DAYS,
  });
  const checkWithin = read.duration('sessions.checkWithin', {
    default: DEFAULTS.checkWithin,
    minMs: 0,
    maxDays: MAX_UNUSED_DAYS,
  });
  if (checkWithin !== 0 && checkWithin < checkAfter) {
    throw new ConfigProblemError({
      key: `${key}.sessions.checkWithin`,
      found:
        'is shorter than sessions.checkAfter, so no check could run in the background',
      remedy: 'Use a longer time, or { seconds: 0 } to check at every refresh.',
    });
  }
  return {
    checkAfter,
    checkWithin,
    grace: read.duration('sessions.grace', {
      default: checkWithin,
      minMs: 0,
      maxDays: MAX_UNUSED_DAYS,
    }),
    duration: read.duration('sessionDuration', {
      default: DEFAULTS.duration,
      minMs: 60_000,
      maxDays: MAX_UNUSED_DAYS,
    }),
    maxAge: read.duration('sessions.maxAge', {
      default: DEFAULTS.maxAge,
      minMs: 60_000,
      maxDays: MAX_AGE_DAYS,
    }),
    callsPerHour: read.callsPerHour(),
    alwaysSendAccessToken: read.accessToken(),
    crossSite: read.crossSite(),
    notBefore: read.notBefore(),
  };
}
