import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.mts';

/**
 * Changes a clean repository in a copy, and then applies all changes at once, so that a failure leaves the repository
 * as it was. The changes are staged, and not committed.
 *
 * @param change - receives the absolute path of the copy
 * @param isDry - whether to return the difference and apply nothing
 * @returns the difference, without the content of binary files
 */
export async function changeSafely(
  repository: string,
  change: (copy: string) => Promise<void>,
  { isDry }: { isDry: boolean },
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'fork-'));
  try {
    const copy = join(scratch, 'copy');
    git(scratch, ['clone', '--quiet', '--shared', repository, copy]);
    await change(copy);
    git(copy, ['add', '--all']);
    const difference = ['diff', '--cached', '--find-renames', 'HEAD'];
    if (!isDry) {
      const patch = join(scratch, 'patch');
      writeFileSync(
        patch,
        git(copy, [...difference, '--binary', '--full-index']),
      );
      apply(repository, patch);
    }
    return git(copy, difference);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function apply(repository: string, patch: string): void {
  try {
    git(repository, ['apply', '--index', '--whitespace=nowarn', patch]);
  } catch (error) {
    // The repository was clean before.
    git(repository, ['reset', '--quiet', '--hard', 'HEAD']);
    throw error;
  }
}
