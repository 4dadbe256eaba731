import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { ConfigProblemError } from '../ConfigProblem';
import { type ShrinkGuard } from '../ingestion/shrinkGuard';
import { type ConfigProblems, readNumber } from './ConfigProblems';
import {
  readWorkspaceConfigs,
  type WorkspaceConfig,
  type WorkspaceKeys,
} from './readWorkspaceConfigs';

/** Three hours: a run can wait for an hour of Bitbucket's budget more than once. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { hours: 1 },
  timeout: { hours: 3 },
  // Sources that the backend reads from its own files come first.
  initialDelay: { seconds: 15 },
};

/**
 * The part of the configuration that all ingestion modules have.
 *
 * @public
 */
export interface IngestionConfig extends WorkspaceConfig {
  /** When runs start, and how long they can take. */
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Protects against a listing that suddenly lacks many of its values. */
  shrinkGuard: ShrinkGuard;
}

/**
 * Reads one provider's own keys.
 *
 * @public
 */
export interface IngestionKeys<T> extends WorkspaceKeys<T> {
  /** The name under `shrinkGuard` of the number that a run can always remove. */
  guardedKey: string;
}

/**
 * Reads the configuration of all providers of an ingestion module.
 *
 * @param problems - receives every wrong key, its value and the expected value
 *
 * @public
 */
export function readIngestionConfigs<T>(
  rootConfig: Config,
  keys: IngestionKeys<T>,
  problems: ConfigProblems,
): (IngestionConfig & T)[] {
  const { guardedKey, ownKeys, providersKey } = keys;
  return readWorkspaceConfigs(
    rootConfig,
    {
      providersKey,
      ownKeys: ['schedule', 'shrinkGuard', ...ownKeys],
      readOwn: (config, key, read) => ({
        schedule: read(() => readSchedule(config, key), DEFAULT_SCHEDULE),
        shrinkGuard: {
          share: read(
            () =>
              readNumber(config, key, 'shrinkGuard.share', {
                from: 0,
                to: 1,
              }) ?? 0.25,
            0,
          ),
          count: read(
            () =>
              readNumber(config, key, `shrinkGuard.${guardedKey}`, {
                from: 0,
                to: 1_000_000,
                whole: true,
              }) ?? 10,
            0,
          ),
        },
        ...keys.readOwn(config, key, read),
      }),
    },
    problems,
  );
}

function readSchedule(
  config: Config,
  key: string,
): SchedulerServiceTaskScheduleDefinition {
  if (!config.has('schedule')) {
    return DEFAULT_SCHEDULE;
  }
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(
      config.getConfig('schedule'),
    );
  } catch (error) {
    throw new ConfigProblemError({
      key: `${key}.schedule`,
      found: `cannot be read: ${(error as Error).message}`,
      remedy:
        'For example, write { frequency: { hours: 1 }, timeout: { hours: 3 } }.',
    });
  }
}
