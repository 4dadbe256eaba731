import { ConfigProblemError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { isValidNamespace } from '../model/validNames';
import { readText, readTexts } from './configProblems';
import { PROJECT_PERMISSIONS } from './projectPermissions';

/** Three hours: a run can wait for an hour of Bitbucket's budget more than once. */
export const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { hours: 1 },
  timeout: { hours: 3 },
  // Sources that the backend reads from its own files come first.
  initialDelay: { seconds: 15 },
};

export function readWorkspace(config: Config, key: string): string {
  const workspace = readText(config, key, 'workspace');
  if (workspace === undefined) {
    throw new ConfigProblemError({
      key: `${key}.workspace`,
      found: 'is missing',
      remedy:
        'Set the slug, the part of the URL after the host, or the uuid in braces.',
    });
  }
  if (!/^([a-z0-9_-]+|\{[0-9a-f-]{36}\})$/i.test(workspace)) {
    throw new ConfigProblemError({
      key: `${key}.workspace`,
      found: `is '${workspace}', which is neither a slug nor a uuid in braces`,
      remedy: `Use the part of the URL after the host, or '{…}'.`,
    });
  }
  return workspace;
}

export function readNamespace(
  config: Config,
  key: string,
  name: string,
): string {
  const namespace = readText(config, key, name) ?? 'default';
  if (!isValidNamespace(namespace)) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `is '${namespace}', which cannot be a namespace`,
      remedy:
        'Use lower case letters, digits and single dashes between them, at most 63.',
    });
  }
  return namespace;
}

export function readProjectPermissions(
  config: Config,
  key: string,
): readonly string[] {
  const name = 'groups.projectPermissions';
  const permissions = readTexts(config, key, name) ?? PROJECT_PERMISSIONS;
  const known: readonly string[] = PROJECT_PERMISSIONS;
  const unknown = permissions.find(permission => !known.includes(permission));
  if (unknown !== undefined) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `contains '${unknown}'`,
      remedy: `Use one of: ${known.join(', ')}.`,
    });
  }
  return permissions;
}

export function readSchedule(
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
