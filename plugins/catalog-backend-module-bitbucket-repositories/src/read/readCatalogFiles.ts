import {
  BitbucketCloudError,
  type BitbucketRepositoriesClient,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type FailureStreak } from '../model/FailureStreak';
import {
  type CatalogPaths,
  isCatalogPath,
  LONGEST_PATH,
} from '../config/catalogPaths';

/** Maximum size of a catalog file, in characters. Backstage's own files have a few thousand. */
const LARGEST_FILE = 1_000_000;
/** Maximum number of files in one repository. */
const MOST_FILES = 200;
/** Maximum size of the catalog files of one repository, in characters. */
const MOST_CHARACTERS = 5_000_000;

/** These statuses concern the credentials. */
const OF_ALL = [401, 407, 429];

/** A problem that a change of the repository or of the configuration solves. */
class UnusableFileError extends Error {}

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
    streak: FailureStreak;
    /** Paths of the files that the repository had before. That one is gone must be confirmed. */
    stored?: readonly string[];
  },
  signal?: AbortSignal,
): Promise<FilesRead> {
  const contents = new Map<string, string>();
  let size = 0;
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
      if (content !== undefined) {
        size += content.length;
        checkContent(path, content, size);
        contents.set(path, content);
      }
    }
    const lost = from.stored?.filter(
      path => !contents.has(path) && isCatalogPath(from.paths, path),
    );
    if (lost?.length) {
      await confirmLoss(client, { ...from, ref, lost }, signal);
    }
    from.streak.succeeded();
    return { contents };
  } catch (error) {
    const problem = explainOne(error, from.streak);
    if (problem === undefined) {
      throw error;
    }
    return { contents, problem };
  }
}

function checkContent(path: string, content: string, size: number) {
  if (content.length > LARGEST_FILE) {
    throw new UnusableFileError(
      `${path} has more than ${LARGEST_FILE} characters. Split the file.`,
    );
  }
  if (size > MOST_CHARACTERS) {
    throw new UnusableFileError(
      `the catalog files have more than ${MOST_CHARACTERS} characters. Make them smaller.`,
    );
  }
  // PostgreSQL cannot store it.
  if (content.includes('\0')) {
    throw new UnusableFileError(
      `${path} contains a NUL character, so it is not a text. Save it as UTF-8.`,
    );
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

/**
 * Soon after a push, not all servers of Bitbucket know the commit, and those that do not respond with 404 for its files.
 *
 * @throws UnusableFileError if the file may exist
 */
async function confirmLoss(
  client: BitbucketRepositoriesClient,
  of: {
    repository: BitbucketRepository;
    branch: string;
    ref: string | undefined;
    /** Paths. */
    lost: readonly string[];
  },
  signal?: AbortSignal,
): Promise<void> {
  const { branch, lost, repository } = of;
  const { mainBranch, uuid } = repository;
  const isMainBranch = of.ref !== undefined && of.ref === mainBranch?.hash;
  const ref = isMainBranch
    ? (await client.hasCommit(uuid, of.ref!, { signal })) && of.ref
    : await client.getBranchHash(uuid, branch, { signal });
  if (ref === false) {
    throw new UnusableFileError(
      `Bitbucket does not return the commit ${of.ref} yet. The next run reads it again.`,
    );
  }
  // Without the branch, its files are gone.
  for (const path of ref === undefined ? [] : lost) {
    const found = await client.readFile(uuid, { ref: ref!, path }, { signal });
    if (found !== undefined) {
      throw new UnusableFileError(
        `Bitbucket returned ${path} only in the second of two requests. The next run reads it again.`,
      );
    }
  }
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
    throw new UnusableFileError(
      `catalogPath matches ${chosen.size} files, more than ${MOST_FILES}. List fewer files, or use a Location with targets.`,
    );
  }
  const long = [...chosen].find(path => path.length > LONGEST_PATH);
  if (long !== undefined) {
    throw new UnusableFileError(
      `the path ${long} has more than ${LONGEST_PATH} characters. Move the file.`,
    );
  }
  return [...chosen];
}

/** Returns the message for an error that concerns only this repository. */
function explainOne(error: unknown, streak: FailureStreak): string | undefined {
  if (error instanceof UnusableFileError) {
    streak.succeeded();
    return error.message;
  }
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { code, isFromBitbucket, message, status = 0 } = error;
  if (status === 403) {
    return `${message}. The credentials are not permitted to read this repository.`;
  }
  if (code === 'invalid_response') {
    return `${message}.`;
  }
  if (
    !['http', 'network', 'timeout'].includes(code) ||
    OF_ALL.includes(status)
  ) {
    return undefined;
  }
  // Bitbucket can fail for one repository for a long time. This must not stop the others.
  const concernsOne = status < 500 && isFromBitbucket;
  return concernsOne || streak.tolerates() ? `${message}.` : undefined;
}
