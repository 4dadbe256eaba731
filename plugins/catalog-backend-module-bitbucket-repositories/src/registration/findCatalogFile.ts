import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { NotFoundError } from '@backstage/errors';
import { type CatalogPaths, isCatalogPath } from '../config/catalogPaths';
import { type CatalogFile, slugOf } from '../model/locationEntity';
import {
  findMatches,
  type FoundRepository,
} from '../onboarding/findRepository';
import { type ImportContext } from '../onboarding/ImportContext';

/** A catalog file that a provider reads. */
export interface FoundFile extends FoundRepository, CatalogFile {}

/** Where Bitbucket shows the head of the main branch. */
const HEAD = 'HEAD';

/**
 * Finds the file of an address among those that the providers read. The file does not have to exist.
 *
 * @param target - the URL of a file on Bitbucket's pages
 * @returns undefined if no provider reads the file
 * @throws BitbucketCloudError if Bitbucket does not return the repository, NotFoundError if it is empty
 */
export async function findCatalogFile(
  contexts: readonly ImportContext[],
  target: string,
): Promise<FoundFile | undefined> {
  const address = parse(target);
  if (!address) {
    return undefined;
  }
  const possible = contexts.filter(({ config: { catalogPaths } }) =>
    isPossible(catalogPaths, address.rest),
  );
  for await (const found of findMatches(possible, address)) {
    const { branch: configured, catalogPaths } = found.context.config;
    const { mainBranch } = found.repository;
    const branch = configured ?? mainBranch?.name;
    if (branch === undefined && hasPath(catalogPaths, address.rest)) {
      throw new NotFoundError(
        `Bitbucket does not return a branch of ${slugOf(
          found.repository,
        )}. If you have just pushed the first commit, the portal adds its catalog file by itself soon.`,
      );
    }
    const path = [branch, branch === mainBranch?.name ? HEAD : undefined]
      .filter(ref => ref !== undefined && address.rest.startsWith(`${ref}/`))
      .map(ref => address.rest.slice(ref!.length + 1))
      .find(each => isCatalogPath(catalogPaths, each));
    if (branch !== undefined && path !== undefined) {
      return { ...found, branch, path };
    }
  }
  return undefined;
}

/** Returns the slugs in lower case, and the decoded text after `src/`: a branch, which can contain slashes, and a path. */
function parse(
  target: string,
): { workspace: string; repository: string; rest: string } | undefined {
  const { host } = new URL(BITBUCKET_CLOUD_BASE_URL);
  const url = URL.parse(target);
  if (url?.host !== host) {
    return undefined;
  }
  try {
    const [, workspace, repository, page, ...rest] = url.pathname
      .split('/')
      .map(decodeURIComponent);
    return ['src', 'raw'].includes(page)
      ? {
          workspace: workspace.toLowerCase(),
          repository: repository.toLowerCase(),
          rest: rest.join('/'),
        }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a catalog file can have this address, in some branch. */
function hasPath(paths: CatalogPaths, rest: string): boolean {
  const names = rest.split('/');
  return names.some(
    (_, index) =>
      index > 0 && isCatalogPath(paths, names.slice(index).join('/')),
  );
}

/** Without a call to Bitbucket, the branch is not known. */
function isPossible({ files, patterns }: CatalogPaths, rest: string): boolean {
  return patterns.length > 0 || files.some(path => rest.endsWith(`/${path}`));
}
