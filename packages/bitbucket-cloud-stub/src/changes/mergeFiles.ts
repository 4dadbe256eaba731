import type { FileTree, RepositoryFile } from '../git/objects';

/** The result of a merge, or the files that both sides changed. */
export type Merged =
  | { files: Map<string, RepositoryFile> }
  | { conflicts: string[] };

/** Merges the files of two branches, each file as a whole. */
export function mergeFiles(
  base: FileTree,
  ours: FileTree,
  theirs: FileTree,
): Merged {
  const files = new Map(ours);
  const conflicts: string[] = [];
  for (const path of new Set([...base.keys(), ...theirs.keys()])) {
    const [before, mine, wanted] = [base, ours, theirs].map(side =>
      side.get(path),
    );
    if (!isSame(before, wanted) && !isSame(mine, wanted)) {
      if (!isSame(before, mine)) {
        conflicts.push(path);
      } else if (wanted) {
        files.set(path, wanted);
      } else {
        files.delete(path);
      }
    }
  }
  return conflicts.length > 0 ? { conflicts } : { files };
}

function isSame(
  a: RepositoryFile | undefined,
  b: RepositoryFile | undefined,
): boolean {
  return a && b ? a.mode === b.mode && a.data.equals(b.data) : a === b;
}
