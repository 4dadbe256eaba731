import { type BitbucketIngestionProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type CatalogFiles } from './CatalogFiles';

/** Returns the problems of the files that the catalog cannot use. */
export async function listProblems(
  files: CatalogFiles,
): Promise<BitbucketIngestionProblem[]> {
  const problems = await files.problems();
  return problems.map(({ problem, slug, target }) => ({
    subject: slug,
    url: target,
    message: problem,
  }));
}
