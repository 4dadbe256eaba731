import { type EntityRecord } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { OWNERS_KEY } from '../model/entityKeys';

/** Returns the names that were given before, by key. */
export function namesOf(
  records: ReadonlyMap<string, EntityRecord>,
  prefix: string,
): Map<string, string> {
  return new Map(
    [...records]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { name }]) => [key, name]),
  );
}

/** Returns whether the owners of the workspace have a Group. */
export function hasOwners(records: ReadonlyMap<string, EntityRecord>): boolean {
  return (records.get(OWNERS_KEY)?.state ?? 'gone') !== 'gone';
}
