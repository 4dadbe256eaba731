import type { Site } from '../http/Site';
import type { Repository } from '../model/types';
import type { RepositoryFile } from '../git/objects';
import type { Commit } from '../store/Commit';
import { apiUrlOf, condensedCommitBody } from './repositoryBodies';

const ATTRIBUTES = {
  '100644': [],
  '100755': ['executable'],
  '120000': ['link'],
};

/** A file or a directory at a commit. */
export interface TreeEntry {
  path: string;
  /** Undefined for a directory. */
  file: RepositoryFile | undefined;
}

/**
 * Returns the content of a directory, in the order of git.
 *
 * @param directory - Path without a slash at its end; empty for the root.
 * @param depth - How many levels to go down, 1 for only the directory.
 * @returns undefined if the directory does not exist.
 */
export function listDirectory(
  { files }: Commit,
  directory: string,
  depth: number,
): TreeEntry[] | undefined {
  const prefix = directory === '' ? '' : `${directory}/`;
  const entries = new Map<string, TreeEntry>();
  for (const [path, file] of files) {
    if (path.startsWith(prefix)) {
      const parts = path.slice(prefix.length).split('/');
      for (let level = 1; level <= Math.min(depth, parts.length); level++) {
        const reached = prefix + parts.slice(0, level).join('/');
        const isFile = level === parts.length;
        entries.set(reached, {
          path: reached,
          file: isFile ? file : undefined,
        });
      }
    }
  }
  const isThere = directory === '' || entries.size > 0;
  return isThere ? [...entries.values()] : undefined;
}

/** Returns a file or a directory for a listing or `format=meta`. */
export function treeEntryBody(
  repository: Repository,
  commit: Commit,
  { path, file }: TreeEntry,
  site: Site,
) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const base = `${apiUrlOf(repository, site)}/src/${commit.hash}`;
  const self = `${base}/${encoded}${
    file === undefined && encoded !== '' ? '/' : ''
  }`;
  const shared = {
    path,
    commit: condensedCommitBody(repository, commit, site),
    links: { self: { href: self }, meta: { href: `${self}?format=meta` } },
  };
  return file === undefined
    ? { type: 'commit_directory', ...shared }
    : {
        type: 'commit_file',
        ...shared,
        escaped_path: encoded,
        size: file.data.length,
        attributes: ATTRIBUTES[file.mode],
      };
}

const TYPES: Record<string, string> = {
  css: 'text/css',
  csv: 'text/csv',
  go: 'text/x-go',
  html: 'text/html',
  java: 'text/x-java-source',
  js: 'application/javascript',
  json: 'application/json',
  md: 'text/x-markdown',
  svg: 'image/svg+xml',
  ts: 'text/plain',
  txt: 'text/plain',
  xml: 'application/xml',
  yaml: 'text/yaml',
  yml: 'text/yaml',
};

/** Returns the content type of a file, by its name only and without an encoding, like Bitbucket. */
export function contentTypeOf(path: string): string {
  const extension = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? '';
  return TYPES[extension] ?? 'application/octet-stream';
}
