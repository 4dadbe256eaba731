import { type BitbucketImportCandidate } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { pageOf, slugOf } from '../model/locationEntity';
import { createValuesOf } from '../config/withoutFile';
import { findProjectEntities } from '../entities/findProjectEntities';
import { type ImportContext } from './ImportContext';

/** The page does not show more. */
const MOST_CANDIDATES = 50;

/** Returns the repositories of a provider in which the last run found no catalog file. Sends no calls. */
export async function findWithoutFile({
  files,
  isWanted,
  seen,
}: ImportContext): Promise<BitbucketRepository[]> {
  // Without a version, the files are not read yet.
  const all = (await seen.all())
    .filter(({ version }) => version !== '')
    .map(({ repository }) => repository);
  const stored = await files.find(all.map(({ uuid }) => uuid));
  const having = new Set(stored.map(({ uuid }) => uuid));
  return all
    .filter(each => each.mainBranch && isWanted(each) && !having.has(each.uuid))
    .sort((a, b) => slugOf(a).localeCompare(slugOf(b)));
}

/**
 * Returns the repositories without a catalog file that these owners probably own, according to the project and the configuration.
 * Sends no calls.
 *
 * @param ownerRefs - of a user: the user and their Groups
 */
export async function listCandidates(
  contexts: readonly ImportContext[],
  ownerRefs: readonly string[],
): Promise<BitbucketImportCandidate[]> {
  const candidates: BitbucketImportCandidate[] = [];
  for (const context of contexts) {
    const valuesOf = createValuesOf(context.config.withoutFile);
    const repositories = await findWithoutFile(context);
    const projectOf = await findProjectEntities(context.catalog, repositories);
    for (const repository of repositories) {
      const owners = [
        projectOf(repository).group,
        valuesOf(repository).owner,
      ].filter(each => each !== undefined);
      const owner = owners.find(ref => ownerRefs.includes(ref));
      if (owner !== undefined) {
        candidates.push({
          repository: slugOf(repository),
          url: pageOf(repository),
          description: repository.description,
          owner,
        });
      }
      if (candidates.length >= MOST_CANDIDATES) {
        return candidates;
      }
    }
  }
  return candidates;
}
