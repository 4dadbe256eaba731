import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from './repository';

/**
 * The keys that each company sets, and that tests set themselves: `company`, and the sign-in under test.
 */
const COMPANY_KEYS = [
  'app',
  'auth.environment',
  'auth.providers',
  'backend.auth.externalAccess',
  'backend.reading',
  'catalog.locations',
  'catalog.providers',
  'doctor',
  'integrations',
  'organization',
  'permission.administrators',
  'proxy',
  'scaffolder.bitbucketCloud',
  'techdocs.publisher',
];

/**
 * Writes a configuration file of the repository into a folder, without the company's settings, so that a
 * fork with other settings passes the same tests.
 *
 * @returns the path of the copy
 */
export function writeShippedConfig(name: string, folder: string): string {
  const config = parse(readFileSync(join(repository, name), 'utf8'));
  COMPANY_KEYS.forEach(key => remove(config, key.split('.')));
  const file = join(folder, `shipped.${name}`);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function remove(
  config: Record<string, any> | undefined,
  [name, ...rest]: string[],
) {
  if (rest.length > 0) {
    remove(config?.[name], rest);
  } else if (config) {
    delete config[name];
  }
}
