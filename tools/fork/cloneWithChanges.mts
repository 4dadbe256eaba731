import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from './git.mts';

/** Clones a repository with the changes that are not committed, and commits these in the clone. */
export function cloneWithChanges(repository: string, clone: string): void {
  git(dirname(clone), ['clone', '--quiet', '--shared', repository, clone]);
  git(clone, ['config', 'user.name', 'Test']);
  git(clone, ['config', 'user.email', 'test@localhost']);
  const changed = [
    git(repository, ['diff', '--name-only', '--no-renames', '-z', 'HEAD']),
    git(repository, ['ls-files', '--others', '--exclude-standard', '-z']),
  ];
  for (const path of changed.join('').split('\0').filter(Boolean)) {
    if (existsSync(join(repository, path))) {
      cpSync(join(repository, path), join(clone, path));
    } else {
      rmSync(join(clone, path), { force: true });
    }
  }
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--allow-empty', '-m', 'test: changes']);
}
