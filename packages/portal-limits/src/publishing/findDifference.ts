import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/**
 * Returns the path of a file that is not the same in both folders, or undefined if there is no such file. It
 * ignores the data of git.
 */
export async function findDifference(
  first: string,
  second: string,
): Promise<string | undefined> {
  const [ours, theirs] = await Promise.all([first, second].map(listFiles));
  const paths = new Set([...ours.keys(), ...theirs.keys()]);
  for (const path of paths) {
    const [our, their] = [ours.get(path), theirs.get(path)];
    if (!our || !their || !(await our()).equals(await their())) {
      return path;
    }
  }
  return undefined;
}

/** Returns functions that read the files of a folder, by path. */
async function listFiles(
  folder: string,
): Promise<Map<string, () => Promise<Buffer>>> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => {
      const file = join(entry.parentPath, entry.name);
      const read = entry.isSymbolicLink()
        ? async () => Buffer.from(await readlink(file))
        : () => readFile(file);
      return [relative(folder, file), read] as const;
    });
  return new Map(files.filter(([path]) => !/^\.git(?:[\\/]|$)/.test(path)));
}
