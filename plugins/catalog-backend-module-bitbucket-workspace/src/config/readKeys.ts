import {
  ConfigProblemError,
  isValidNamespace,
  readText,
  readTexts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { PROJECT_PERMISSIONS } from './projectPermissions';

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
