import { createHash } from 'node:crypto';

/** A regular file, an executable one, or a symbolic link. */
export type FileMode = '100644' | '100755' | '120000';

/** A file of a commit. Immutable. */
export interface RepositoryFile {
  data: Buffer;
  mode: FileMode;
}

/** The files of a commit by path, sorted by path. */
export type FileTree = ReadonlyMap<string, RepositoryFile>;

/** An object in git's storage format, without its header. */
export interface GitObject {
  type: 'blob' | 'tree' | 'commit' | 'tag';
  data: Buffer;
}

/** The content of a commit object. */
export interface CommitFields {
  tree: string;
  parents: string[];
  /** `Mira Lindqvist <mira@example>` */
  author: string;
  /** Milliseconds since the Unix epoch; git stores seconds. */
  time: number;
  message: string;
}

/** Returns the hash by which git identifies an object: 40 hexadecimal digits. */
export function hashObject({ type, data }: GitObject): string {
  return createHash('sha1')
    .update(`${type} ${data.length}\0`)
    .update(data)
    .digest('hex');
}

/**
 * Returns the hash of the root of a tree of files.
 *
 * @param onObject - Receives each tree and file, a file once for each path.
 */
export function hashTree(
  files: FileTree,
  onObject: (hash: string, object: GitObject) => void = () => {},
): string {
  const store = (object: GitObject) => {
    const hash = hashObject(object);
    onObject(hash, object);
    return hash;
  };
  const writeTree = (folder: Folder): string => {
    const entries = [...folder].map(([name, entry]) =>
      entry instanceof Map
        ? { name, mode: '40000', order: `${name}/`, hash: writeTree(entry) }
        : {
            name,
            mode: entry.mode,
            order: name,
            hash: store({ type: 'blob', data: entry.data }),
          },
    );
    // Git compares bytes, and a folder as if its name ended with a slash.
    entries.sort((a, b) =>
      Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)),
    );
    const data = Buffer.concat(
      entries.flatMap(({ name, mode, hash }) => [
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(hash, 'hex'),
      ]),
    );
    return store({ type: 'tree', data });
  };
  return writeTree(toFolders(files));
}

/** Returns a commit object. */
export function encodeCommit(commit: CommitFields): Buffer {
  const { tree, parents, author, time, message } = commit;
  const when = `${Math.floor(time / 1000)} +0000`;
  return Buffer.from(
    [
      `tree ${tree}`,
      ...parents.map(parent => `parent ${parent}`),
      `author ${author} ${when}`,
      `committer ${author} ${when}`,
      '',
      message,
    ].join('\n'),
  );
}

/**
 * Parses a commit object. Ignores signatures and other additional headers.
 *
 * @throws Error if the object is invalid.
 */
export function decodeCommit(data: Buffer): CommitFields {
  const text = data.toString();
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const message = end < 0 ? '' : text.slice(end + 2);
  const tree = /^tree ([0-9a-f]{40})$/m.exec(head)?.[1];
  const author = /^author (.*) (\d+) [+-]\d{4}$/m.exec(head);
  if (!tree || !author) {
    throw new Error('The commit has no tree or no author.');
  }
  return {
    tree,
    parents: [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(
      ([, parent]) => parent,
    ),
    author: author[1],
    time: Number(author[2]) * 1000,
    message,
  };
}

/** Returns a text as a regular file. */
export function textFile(text: string): RepositoryFile {
  return { data: Buffer.from(text), mode: '100644' };
}

type Folder = Map<string, Folder | RepositoryFile>;

function toFolders(files: FileTree): Folder {
  const root: Folder = new Map();
  for (const [path, file] of files) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let folder = root;
    for (const part of parts) {
      const next = (folder.get(part) as Folder | undefined) ?? new Map();
      folder.set(part, next);
      folder = next;
    }
    folder.set(name, file);
  }
  return root;
}
