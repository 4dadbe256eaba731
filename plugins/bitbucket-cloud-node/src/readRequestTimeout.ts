import { ConfigProblemError } from './ConfigProblem';
import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const DEFAULT_MS = 10_000;
const MOST_MS = 60 * 60 * 1000;

/**
 * Reads `requestTimeout`: the time limit of a request to Bitbucket, including the retry.
 *
 * @param key - the full key of `config`, for errors
 * @returns milliseconds; 10,000 if it is not set
 * @throws InputError for an invalid duration, or one that is not between zero and an hour
 *
 * @public
 */
export function readRequestTimeout(config: Config, key: string): number {
  if (!config.has('requestTimeout')) {
    return DEFAULT_MS;
  }
  let milliseconds = NaN;
  try {
    milliseconds = durationToMilliseconds(
      readDurationFromConfig(config, { key: 'requestTimeout' }),
    );
  } catch {
    // The error below includes an example.
  }
  if (!(milliseconds > 0 && milliseconds <= MOST_MS)) {
    throw new ConfigProblemError({
      key: `${key}.requestTimeout`,
      found: 'must be longer than zero and at most an hour',
      remedy: 'For example, write { seconds: 10 }.',
    });
  }
  return milliseconds;
}
