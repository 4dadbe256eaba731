import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeEmptyFolders } from '../lib/removeEmptyFolders.mts';

/** A file that differs from the last commit. */
export interface ChangedFile {
  /** Relative to the repository. */
  file: string;
  /** Whether the last commit does not have it. */
  isNew: boolean;
}

/** The git work tree of a repository. */
export class WorkTree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Returns the output of a git command, without the line break at its end. */
  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.#root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    }).replace(/\n$/, '');
  }

  /** Returns the files that differ from the last commit, also those that git does not know. */
  changedFiles(): ChangedFile[] {
    return this.git('status', '--porcelain', '-z', '--no-renames', '-uall')
      .split('\0')
      .filter(Boolean)
      .map(line => ({
        file: line.slice(3),
        isNew: line.startsWith('??') || line.startsWith('A'),
      }));
  }

  /** Restores the given files from the last commit, and leaves all others alone. */
  restore(files: ChangedFile[]): void {
    const former = files.filter(({ isNew }) => !isNew);
    if (former.length > 0) {
      this.git(
        ...['restore', '--source=HEAD', '--staged', '--worktree', '--'],
        ...former.map(({ file }) => file),
      );
    }
    files
      .filter(({ isNew }) => isNew)
      .forEach(({ file }) => {
        const path = join(this.#root, file);
        rmSync(path, { force: true });
        removeEmptyFolders(dirname(path));
      });
  }
}
