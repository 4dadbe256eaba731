import {
  BITBUCKET_CLOUD_BASE_URL,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotFoundError } from '@backstage/errors';
import { type ImportContext } from './ImportContext';
import {
  parseRepositoryAddress,
  type RepositoryAddress,
} from './repositoryAddress';

/** A repository, and the provider that reads it. */
export interface FoundRepository {
  context: ImportContext;
  repository: BitbucketRepository;
}

/**
 * Finds the repository of an address, if a provider reads it. The error does not depend on whether another repository exists.
 *
 * @throws InputError if the text is not the address of a repository, NotFoundError if no provider reads it
 */
export async function findRepository(
  contexts: readonly ImportContext[],
  address: string,
  signal?: AbortSignal,
): Promise<FoundRepository> {
  const sites = contexts.map(({ config }) => config.baseUrl);
  const wanted = parseRepositoryAddress(address, [
    BITBUCKET_CLOUD_BASE_URL,
    ...sites,
  ]);
  for await (const found of findMatches(contexts, wanted, signal)) {
    return found;
  }
  throw new NotFoundError(
    `This portal does not read the repository ${wanted.workspace}/${wanted.repository}. Check the address for typing errors. If it is correct, ask an administrator of the portal to include the repository.`,
  );
}

/**
 * Asks Bitbucket for the repository with these slugs, once for each provider that could read it, and returns those that
 * do. After a rename, the slug of the workspace can belong to another workspace, which no provider reads.
 *
 * @param wanted - in lower case
 */
export async function* findMatches(
  contexts: readonly ImportContext[],
  wanted: RepositoryAddress,
  signal?: AbortSignal,
): AsyncGenerator<FoundRepository> {
  for (const context of contexts) {
    const { workspace } = context.config;
    const isUuid = workspace.startsWith('{');
    if (!isUuid && workspace.toLowerCase() !== wanted.workspace) {
      continue;
    }
    const repository = await context.reader.getRepository(wanted.repository, {
      signal,
    });
    if (
      repository?.workspace.slug.toLowerCase() === wanted.workspace &&
      context.isWanted(repository) &&
      (await isKnownWorkspace(context, repository))
    ) {
      yield { context, repository };
    }
  }
}

async function isKnownWorkspace(
  { seen }: ImportContext,
  { workspace }: BitbucketRepository,
): Promise<boolean> {
  const known = await seen.anyWorkspace();
  return known === undefined || known === workspace.uuid;
}
