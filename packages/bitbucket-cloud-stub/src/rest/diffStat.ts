import type { FileTree, RepositoryFile } from '../git/objects';

/** A file that differs between two commits. */
export interface FileChange {
  status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Undefined for an added file. */
  old: string | undefined;
  /** Undefined for a removed file. */
  new: string | undefined;
  linesAdded: number;
  linesRemoved: number;
}

/**
 * Compares the files of two commits.
 *
 * @param findsRenames - Whether a removed and an added file with the same content are one renamed file.
 */
export function compareFiles(
  before: FileTree,
  after: FileTree,
  findsRenames: boolean,
): FileChange[] {
  const removed = [...before].filter(([path]) => !after.has(path));
  const changes: FileChange[] = [];
  for (const [path, file] of after) {
    const old = before.get(path);
    const origin =
      old || !findsRenames
        ? undefined
        : removed.find(([, each]) => each.data.equals(file.data));
    if (origin) {
      removed.splice(removed.indexOf(origin), 1);
      changes.push(describe('renamed', [origin[0], origin[1]], [path, file]));
    } else if (!old) {
      changes.push(describe('added', undefined, [path, file]));
    } else if (old.mode !== file.mode || !old.data.equals(file.data)) {
      changes.push(describe('modified', [path, old], [path, file]));
    }
  }
  changes.push(...removed.map(entry => describe('removed', entry, undefined)));
  const pathOf = ({ old, new: current }: FileChange) => current ?? old ?? '';
  return changes.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

type Entry = [path: string, file: RepositoryFile];

function describe(
  status: FileChange['status'],
  before: Entry | undefined,
  after: Entry | undefined,
): FileChange {
  const [old, current] = [before, after].map(entry => linesOf(entry?.[1]));
  return {
    status,
    old: before?.[0],
    new: after?.[0],
    linesAdded: countMissing(current, old),
    linesRemoved: countMissing(old, current),
  };
}

function linesOf(file: RepositoryFile | undefined): string[] {
  return (file?.data.toString() ?? '').split('\n').filter(line => line !== '');
}

/** Returns how many lines another text does not contain, in any order. */
function countMissing(lines: string[], others: string[]): number {
  const rest = new Map<string, number>();
  for (const line of others) {
    rest.set(line, (rest.get(line) ?? 0) + 1);
  }
  return lines.filter(line => {
    const left = rest.get(line) ?? 0;
    rest.set(line, left - 1);
    return left <= 0;
  }).length;
}
