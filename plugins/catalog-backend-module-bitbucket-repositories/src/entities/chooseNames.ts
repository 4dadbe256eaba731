import {
  type BitbucketRepository,
  type EntityRecords,
  isValidEntityName,
  LONGEST_ENTITY_NAME,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { componentKeyOf, componentRefOf } from './componentKeys';

/**
 * Chooses the names of Components. Different slugs can result in the same name, such as `a-b` and `a--b`. The
 * first repository then keeps it, and the names of the others end with a part of their uuids.
 *
 * @returns the names by uuid
 */
export async function chooseNames(
  repositories: readonly BitbucketRepository[],
  records: EntityRecords,
): Promise<Map<string, string>> {
  const known = await records.read(
    repositories.map(({ uuid }) => componentKeyOf(uuid)),
  );
  const owners = await records.findOwners(
    repositories.map(each => componentRefOf(nameOf(each))),
  );
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const repository of repositories) {
    const { uuid } = repository;
    const key = componentKeyOf(uuid);
    const name = nameOf(repository);
    const other = uniqueNameOf(repository, name);
    const isTaken =
      known.get(key)?.name === other ||
      taken.has(name) ||
      owners.get(componentRefOf(name))?.some(owner => owner !== key);
    const chosen = isTaken ? other : name;
    taken.add(chosen);
    names.set(uuid, chosen);
  }
  return names;
}

/** Most slugs are valid names. */
export function nameOf({ slug, uuid }: BitbucketRepository): string {
  const name = slug
    .toLowerCase()
    .replace(/[-._]{2,}/g, '-')
    .slice(0, LONGEST_ENTITY_NAME)
    .replace(/^[-._]+|[-._]+$/g, '');
  return isValidEntityName(name) ? name : uuid.replace(/[{}]/g, '');
}

export function uniqueNameOf(
  { uuid }: BitbucketRepository,
  name: string,
): string {
  const suffix = `-${uuid.slice(1, 9)}`;
  const start = name.slice(0, LONGEST_ENTITY_NAME - suffix.length);
  return `${start.replace(/[-._]+$/, '')}${suffix}`;
}
