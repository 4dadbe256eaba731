import { type BitbucketIngestionProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type CatalogProblems } from './CatalogProblems';

/** Returns the problems of a provider's files for administrators. */
export async function listProblems(
  problems: CatalogProblems,
  providerId: string,
): Promise<BitbucketIngestionProblem[]> {
  const found = await problems.ofProvider(providerId);
  return found.map(({ message, since, slug, target }) => ({
    subject: slug,
    url: target,
    message,
    since: new Date(since).toISOString(),
  }));
}

/** Returns the number of a provider's files that the catalog cannot use. */
export async function countInvalid(
  problems: CatalogProblems,
  providerId: string,
): Promise<number> {
  const found = await problems.ofProvider(providerId);
  return new Set(found.map(({ target }) => target)).size;
}
