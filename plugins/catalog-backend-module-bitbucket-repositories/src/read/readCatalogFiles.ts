import {
  BitbucketCloudError,
  type BitbucketRepositoriesClient,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type CatalogPaths } from '../config/catalogPaths';

/** Maximum size of a catalog file, in characters. Backstage's own files have a few thousand. */
const LARGEST_FILE = 1_000_000;
/** Maximum number of files in one repository. */
const MOST_FILES = 200;

class TooManyFilesError extends Error {}

/** The catalog files of a repository, as they are at Bitbucket. */
export interface FilesRead {
  /** By path. */
  contents: Map<string, string>;
  /** Why the files of the repository could not be read. The stored files then remain. */
  problem?: string;
}

/**
 * Reads the catalog files of a branch: one call for each path without a star, and further calls for
 * patterns.
 *
 * @throws BitbucketCloudError if the next repository would fail, too
 */
export async function readCatalogFiles(
  client: BitbucketRepositoriesClient,
  from: {
    repository: BitbucketRepository;
    branch: string;
    paths: CatalogPaths;
  },
  signal?: AbortSignal,
): Promise<FilesRead> {
  const contents = new Map<string, string>();
  const { uuid } = from.repository;
  try {
    const ref = await chooseRef(client, from, signal);
    const paths = ref
      ? await choosePaths(client, { ...from, ref }, signal)
      : [];
    for (const path of paths) {
      const content = await client.readFile(
        uuid,
        { ref: ref!, path },
        { signal },
      );
      if (content !== undefined && content.length > LARGEST_FILE) {
        return {
          contents,
          problem: `${path} has more than ${LARGEST_FILE} characters. Split the file.`,
        };
      }
      if (content !== undefined) {
        contents.set(path, content);
      }
    }
    return { contents };
  } catch (error) {
    const problem = explainOne(error);
    if (problem === undefined) {
      throw error;
    }
    return { contents, problem };
  }
}

/** A branch with a slash in its name is ambiguous in the address of a file. */
async function chooseRef(
  client: BitbucketRepositoriesClient,
  { branch, repository }: { branch: string; repository: BitbucketRepository },
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { mainBranch, uuid } = repository;
  if (mainBranch?.name === branch && mainBranch.hash) {
    return mainBranch.hash;
  }
  return branch.includes('/')
    ? client.getBranchHash(uuid, branch, { signal })
    : branch;
}

async function choosePaths(
  client: BitbucketRepositoriesClient,
  from: { repository: BitbucketRepository; ref: string; paths: CatalogPaths },
  signal?: AbortSignal,
): Promise<string[]> {
  const { paths, ref, repository } = from;
  const chosen = new Set(paths.files);
  for (const { depth, folder, matches } of paths.patterns) {
    const found = await client.listFiles(
      repository.uuid,
      { ref, path: folder, depth },
      { signal },
    );
    found.filter(matches).forEach(path => chosen.add(path));
  }
  if (chosen.size > MOST_FILES) {
    throw new TooManyFilesError(
      `catalogPath matches ${chosen.size} files, more than ${MOST_FILES}. List fewer files, or use a Location with targets.`,
    );
  }
  return [...chosen];
}

/** Returns the message for an error that concerns only this repository. */
function explainOne(error: unknown): string | undefined {
  if (error instanceof TooManyFilesError) {
    return error.message;
  }
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { code, message, status } = error;
  if (status === 403) {
    return `${message}. The credentials are not permitted to read this repository.`;
  }
  return code === 'invalid_response' ? `${message}.` : undefined;
}
