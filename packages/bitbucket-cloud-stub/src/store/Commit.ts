import {
  decodeCommit,
  encodeCommit,
  hashObject,
  hashTree,
  type FileTree,
  type RepositoryFile,
} from '../git/objects';

/** A state of the files of a repository. Immutable. */
export interface Commit {
  /** 40 hexadecimal digits, as git computes it. */
  hash: string;
  /** ISO 8601 with an offset. */
  date: string;
  message: string;
  author: Author;
  /** Hashes. */
  parents: string[];
  files: FileTree;
  /** The commit object of git. */
  data: Buffer;
}

/** The author of a commit. */
export interface Author {
  /** `Mira Lindqvist <mira@example>` */
  raw: string;
  /** Uuid of the account; undefined if none is known. */
  uuid: string | undefined;
}

/** Creates a commit. */
export function createCommit(
  parts: Pick<Commit, 'date' | 'message' | 'author' | 'parents'>,
  files: Iterable<[path: string, file: RepositoryFile]>,
): Commit {
  const sorted = sortFiles(files);
  const data = encodeCommit({
    tree: hashTree(sorted),
    parents: parts.parents,
    author: parts.author.raw,
    time: Date.parse(parts.date),
    message: parts.message,
  });
  const hash = hashObject({ type: 'commit', data });
  return { ...parts, hash, files: sorted, data };
}

/** Returns a commit that a client made, unchanged. */
export function importCommit(
  data: Buffer,
  files: Iterable<[path: string, file: RepositoryFile]>,
  findAuthor: (raw: string) => string | undefined,
): Commit {
  const { author, parents, time, message } = decodeCommit(data);
  return {
    hash: hashObject({ type: 'commit', data }),
    date: new Date(time).toISOString(),
    message,
    author: { raw: author, uuid: findAuthor(author) },
    parents,
    files: sortFiles(files),
    data,
  };
}

function sortFiles(files: Iterable<[string, RepositoryFile]>): FileTree {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
