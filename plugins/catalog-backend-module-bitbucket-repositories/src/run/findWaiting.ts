import {
  BitbucketCloudError,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { slugOf } from '../model/locationEntity';
import { type RunContext } from './RunContext';

/**
 * Returns the repositories whose address another repository had when its files were read last. They wait until a later
 * run.
 *
 * The entities of a file belong to its URL. A person who creates a repository with the earlier name of another one would
 * otherwise get the entities of the other one. When the other repository has its new URL, and the catalog has read it
 * there, the catalog rejects files that contain the same entities.
 *
 * Repositories that exchange their names do not wait, because each would wait for the others.
 *
 * @returns uuids
 */
export async function findWaiting(
  context: RunContext,
  repositories: readonly BitbucketRepository[],
): Promise<ReadonlySet<string>> {
  const holders = new Map<string, readonly string[]>();
  const asked = new Set(repositories.map(({ uuid }) => uuid));
  for (let next = [...repositories]; next.length > 0; ) {
    const found = await findHolders(context, next);
    found.forEach((uuids, uuid) => holders.set(uuid, uuids));
    const unknown = [...found.values()].flat().filter(uuid => !asked.has(uuid));
    next = [];
    for (const uuid of new Set(unknown)) {
      asked.add(uuid);
      const repository = await readRepository(context, uuid);
      if (repository) {
        next.push(repository);
      }
    }
  }
  const waiting = repositories.filter(
    ({ uuid }) => holders.has(uuid) && !isInCycle(uuid, holders),
  );
  for (const each of waiting) {
    context.logger.info(
      `Bitbucket repositories ${context.config.id}: the address ${slugOf(
        each,
      )} belonged to another repository. A later run reads the files of the new repository ${
        each.uuid
      }`,
    );
  }
  return new Set(waiting.map(({ uuid }) => uuid));
}

/** Returns the uuids of the repositories that had the addresses of others, by the uuids of the others. */
async function findHolders(
  { files, leftAddresses, seen }: RunContext,
  repositories: readonly BitbucketRepository[],
): Promise<Map<string, string[]>> {
  const holders = await files.findHolders(repositories);
  const earlier = await seen.findHolders(repositories);
  earlier.forEach((uuids, uuid) =>
    holders.set(uuid, [...(holders.get(uuid) ?? []), ...uuids]),
  );
  for (const repository of repositories) {
    const { uuid } = repository;
    const left = leftAddresses?.get(slugOf(repository));
    if (left !== undefined && left !== uuid) {
      holders.set(uuid, [...(holders.get(uuid) ?? []), left]);
    }
  }
  return holders;
}

/** @returns undefined if the repository no longer exists, or if it cannot be read */
async function readRepository(
  { client, signal }: RunContext,
  uuid: string,
): Promise<BitbucketRepository | undefined> {
  try {
    return await client.getRepository(uuid, { signal });
  } catch (error) {
    if (
      error instanceof BitbucketCloudError &&
      error.code === 'invalid_response'
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Returns whether a repository waits for itself in the end. */
function isInCycle(
  start: string,
  holders: ReadonlyMap<string, readonly string[]>,
): boolean {
  const visited = new Set<string>();
  for (let next = [...(holders.get(start) ?? [])]; next.length > 0; ) {
    if (next.includes(start)) {
      return true;
    }
    next.forEach(uuid => visited.add(uuid));
    next = next
      .flatMap(uuid => holders.get(uuid) ?? [])
      .filter(uuid => !visited.has(uuid));
  }
  return false;
}
