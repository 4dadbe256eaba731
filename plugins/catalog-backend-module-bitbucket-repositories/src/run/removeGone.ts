import {
  applyPlan,
  type BitbucketRepository,
  type EntityRecord,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type FileAddress } from '../store/CatalogFiles';
import { type SeenRepository } from '../store/SeenRepositories';
import { type RunContext } from './RunContext';
import {
  findNewer,
  type GoneFiles,
  updateRepositories,
} from './updateRepositories';

/** Returns the uuid of the repository of a record or a file. */
export function uuidOf(of: EntityRecord | Pick<FileAddress, 'uuid'>): string {
  return 'uuid' in of ? of.uuid : of.key.split(' ')[0];
}

/** Omits what an event has changed since it was found. */
async function withoutNewer(
  context: RunContext,
  { gone, missing, runId }: RemovedFiles,
): Promise<RemovedFiles> {
  const askedAt = new Map([
    ...gone.askedAt,
    ...missing.map(each => [each.repository.uuid, each.askedAt] as const),
  ]);
  const newer = await findNewer(
    context,
    [...askedAt.keys()],
    uuid => askedAt.get(uuid)!,
  );
  const isCurrent = (each: { repository: BitbucketRepository }) =>
    !newer.has(each.repository.uuid);
  return {
    gone: {
      records: gone.records.filter(each => !newer.has(uuidOf(each))),
      files: gone.files.filter(each => !newer.has(uuidOf(each))),
      repositories: gone.repositories.filter(isCurrent),
      askedAt: gone.askedAt,
    },
    missing: missing.filter(isCurrent),
    runId,
  };
}

interface RemovedFiles {
  gone: GoneFiles;
  missing: SeenRepository[];
  runId: string;
}

/**
 * Removes the Locations first, so that a failure after it is repeated.
 *
 * @returns the number of removed entities
 */
export async function removeGone(
  context: RunContext,
  of: RemovedFiles,
): Promise<number> {
  const { files, records, seen } = context;
  const { gone, missing, runId } = await withoutNewer(context, of);
  const before = new Map(gone.records.map(record => [record.key, record]));
  await applyPlan(
    { added: [], changed: [], removed: gone.records, unchanged: 0 },
    before,
    {
      ...context,
      findOwners: refs => records.findOwners(refs),
    },
  );
  for (const file of gone.files) {
    await files.remove(file);
  }
  await seen.forget(missing.map(({ repository }) => repository.uuid));
  await seen.save(runId, gone.repositories);
  if (
    context.config.withoutFile.create === 'component' &&
    gone.repositories.length > 0
  ) {
    // They count as unchanged now, so this sends no call.
    const repositories = gone.repositories.map(({ repository }) => repository);
    const askedAt = Math.max(...gone.repositories.map(each => each.askedAt));
    await updateRepositories(context, repositories, { runId, askedAt });
  }
  return gone.records.length;
}
