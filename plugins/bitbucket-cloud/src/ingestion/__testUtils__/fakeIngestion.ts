import type {
  BitbucketIngestionRun,
  BitbucketIngestionState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import type { BitbucketIngestionApi } from '../api';

const MINUTE_MS = 60_000;

export const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * MINUTE_MS).toISOString();

/** A run that succeeded 12 minutes ago. */
export function fakeRun(
  fields: Partial<BitbucketIngestionRun> = {},
): BitbucketIngestionRun {
  return {
    startedAt: minutesAgo(14),
    endedAt: minutesAgo(12),
    result: 'succeeded',
    calls: 41,
    counts: { found: 40, read: 2, unchanged: 38, invalid: 0 },
    ...fields,
  };
}

/** The state of a provider of repositories after its first run. */
export function fakeState(
  fields: Partial<BitbucketIngestionState> = {},
): BitbucketIngestionState {
  return {
    provider: 'bitbucketRepositories',
    id: 'main',
    workspace: 'harbour-bikes',
    isManual: false,
    lastRun: fakeRun(),
    nextRunAt: minutesAgo(-48.5),
    budget: { used: 240, limit: 1000, limitOfRuns: 800 },
    problems: [],
    problemCount: 0,
    ...fields,
  };
}

/** An API without any module. */
export function fakeIngestionApi(): jest.Mocked<BitbucketIngestionApi> {
  const api = { getStates: jest.fn() };
  api.getStates.mockResolvedValue(undefined);
  return api;
}
