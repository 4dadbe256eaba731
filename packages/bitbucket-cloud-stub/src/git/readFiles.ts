import type { FileMode, GitObject, RepositoryFile } from './objects';

/** Finds an object by its hash. */
export type FindObject = (hash: string) => GitObject | undefined;

const MODES = new Set(['100644', '100755', '120000']);

/**
 * Reads all files of a tree.
 *
 * @throws Error if an object is missing, or the tree contains a submodule.
 */
export function readFiles(
  tree: string,
  find: FindObject,
): [path: string, file: RepositoryFile][] {
  const files: [string, RepositoryFile][] = [];
  const walk = (hash: string, prefix: string) => {
    for (const { name, mode, hash: entry } of entriesOf(hash, find)) {
      const path = `${prefix}${name}`;
      if (mode === '40000') {
        walk(entry, `${path}/`);
      } else if (MODES.has(mode)) {
        const { data } = findOr(entry, find);
        files.push([path, { data, mode: mode as FileMode }]);
      } else {
        throw new Error(
          `The stub does not support "${path}" with mode ${mode}.`,
        );
      }
    }
  };
  walk(tree, '');
  return files;
}

function* entriesOf(hash: string, find: FindObject) {
  const { data } = findOr(hash, find);
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const end = data.indexOf(0, space);
    yield {
      mode: data.toString('latin1', at, space),
      name: data.toString('utf8', space + 1, end),
      hash: data.toString('hex', end + 1, end + 21),
    };
    at = end + 21;
  }
}

function findOr(hash: string, find: FindObject): GitObject {
  const object = find(hash);
  if (!object) {
    throw new Error(`The object ${hash} is missing.`);
  }
  return object;
}
