import { estimateBitbucketSessionCapacity } from '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider';
import { ConfigReader } from '@backstage/config';
import { type Finding, note, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { INGESTION_KEYS } from './modules';
import { PROVIDER_KEY } from './signIn';

/** Bitbucket's limit for each OAuth consumer. */
const BITBUCKET_CALLS_PER_HOUR = 1000;

/**
 * Reports how many users the sessions support, and whether other modules use the same OAuth consumer.
 */
export function checkSessions(settings: Settings): Finding[] {
  const capacity = readCapacity(settings);
  return capacity
    ? [
        ...checkCallsPerHour(settings),
        ...checkSharedConsumer(settings, capacity.callsPerHour),
        note(
          `${PROVIDER_KEY}.sessions`,
          `supports about ${capacity.people} users: a check at Bitbucket takes ${capacity.callsPerCheck} requests, and the portal can send ${capacity.callsPerHour} per hour`,
          'To support more users, raise sessions.checkWithin.',
        ),
      ]
    : [];
}

/** Returns `undefined` if the configuration is invalid. Another check reports that. */
export function readCapacity(settings: Settings) {
  try {
    return estimateBitbucketSessionCapacity(
      new ConfigReader(settings.data),
      'production',
    );
  } catch {
    return undefined;
  }
}

/** With a higher limit, Bitbucket would respond with 429. */
function checkCallsPerHour(settings: Settings): Finding[] {
  const key = `${PROVIDER_KEY}.sessions.callsPerHour`;
  const value = Number(settings.text(key) ?? 0);
  return value > BITBUCKET_CALLS_PER_HOUR
    ? [
        problem(
          key,
          `is ${value}, but Bitbucket allows each OAuth consumer ${BITBUCKET_CALLS_PER_HOUR} requests per hour. The portal would not postpone checks in time, and sign-ins would fail`,
          `Set at most ${BITBUCKET_CALLS_PER_HOUR}, or remove the key.`,
        ),
      ]
    : [];
}

/** Plugins cannot share a counter, so the sum of their limits must not exceed the limit per hour. */
function checkSharedConsumer(
  settings: Settings,
  ofSessions: number,
): Finding[] {
  const clientId = settings.text(`${PROVIDER_KEY}.clientId`);
  const shared = INGESTION_KEYS.flatMap(key =>
    settings.keys(key).map(id => `${key}.${id}`),
  ).filter(key => settings.text(`${key}.clientId`) === clientId);
  // All providers with the same consumer share one counter.
  const ofIngestion = Math.max(
    ...shared.map(
      key =>
        Number(
          settings.text(`${key}.rateLimit.callsPerHour`) ??
            BITBUCKET_CALLS_PER_HOUR,
        ) * Number(settings.text(`${key}.rateLimit.share`) ?? 0.8),
    ),
  );
  const sum = ofSessions + ofIngestion;
  return shared.length > 0 && sum > BITBUCKET_CALLS_PER_HOUR
    ? [
        problem(
          `${PROVIDER_KEY}.sessions.callsPerHour`,
          `allows ${ofSessions} requests per hour. Together with ${shared.join(
            ' and ',
          )}, the OAuth consumer would send ${sum}. Bitbucket allows ${BITBUCKET_CALLS_PER_HOUR}`,
          'Create an OAuth consumer for the modules that read the workspace, or lower callsPerHour here and rateLimit.share there.',
        ),
      ]
    : [];
}
