import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { BitbucketPullRequestCollatorFactory } from './BitbucketPullRequestCollatorFactory';

const SCHEDULE_KEY = 'search.collators.bitbucketPullRequests.schedule';

/** The same as Backstage's module for the catalog, after its first index. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
  initialDelay: { seconds: 30 },
};

/**
 * Adds the open pull requests of components to the index of the search. It reads them from the plugin
 * `bitbucket-cloud`.
 *
 * @public
 */
export const searchModuleBitbucketCloud = createBackendModule({
  pluginId: 'search',
  moduleId: 'bitbucket-cloud',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        indexRegistry: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ config, indexRegistry, scheduler, ...deps }) {
        indexRegistry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          factory: new BitbucketPullRequestCollatorFactory(deps),
        });
      },
    });
  },
});

function readSchedule(config: Config): SchedulerServiceTaskScheduleDefinition {
  const schedule = config.getOptionalConfig(SCHEDULE_KEY);
  try {
    return schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : DEFAULT_SCHEDULE;
  } catch (error) {
    throw new InputError(`Invalid schedule at ${SCHEDULE_KEY}`, error as Error);
  }
}
