import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { componentKeyOf } from '../entities/componentKeys';
import { keyOf } from '../model/locationEntity';
import { EVENT, type SeenRepository } from '../store/SeenRepositories';
import { type RunContext } from './RunContext';
import { removeGone } from './removeGone';
import { updateRepositories } from './updateRepositories';

/** Reads one repository, and adds, changes and removes its Locations. */
export async function updateOneRepository(
  context: RunContext,
  repository: BitbucketRepository,
  askedAt: number,
): Promise<void> {
  const { gone } = await updateRepositories(context, [repository], {
    runId: EVENT,
    askedAt,
  });
  await removeGone(context, { gone, missing: [], runId: EVENT });
}

/**
 * Asks Bitbucket for a repository that was created, renamed, moved, transferred or deleted.
 *
 * @param known - the repository as it was read before
 */
export async function reloadRepository(
  context: RunContext,
  uuid: string,
  known: SeenRepository | undefined,
): Promise<void> {
  const { client, isWanted, seen, signal } = context;
  const askedAt = Date.now();
  const found = await client.getRepository(uuid, { signal });
  // Bitbucket also finds a repository that has left the workspace since the event.
  const workspace =
    known?.repository.workspace.uuid ?? (await seen.anyWorkspace());
  if (
    found &&
    isWanted(found) &&
    (workspace ?? found.workspace.uuid) === found.workspace.uuid
  ) {
    await updateOneRepository(context, found, askedAt);
  } else if (known) {
    await removeRepository(context, known);
  }
}

async function removeRepository(context: RunContext, known: SeenRepository) {
  const { files, records } = context;
  const addresses = await files.find([known.repository.uuid]);
  const found = await records.read([
    componentKeyOf(known.repository.uuid),
    ...addresses.map(({ uuid, path }) => keyOf(uuid, path)),
  ]);
  await removeGone(context, {
    gone: {
      records: [...found.values()].filter(({ state }) => state !== 'gone'),
      files: addresses,
      repositories: [],
      askedAt: new Map(),
    },
    missing: [known],
    runId: EVENT,
  });
}
