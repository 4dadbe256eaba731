import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOf, exitCodeOf, startGroup } from '../lib/processes.mts';
import { WorkTree } from '../upgrade/workTree.mts';
import { git } from './git.mts';

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Changes a clean repository in a copy, and then applies all changes at once, so that a failure or a signal leaves the
 * repository as it was. The changes are staged, and not committed.
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
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  let isApplying = false;
  const stop = (signal: NodeJS.Signals) => {
    // The application takes about a second, so it completes.
    if (!isApplying) {
      remove();
      console.error('Interrupted. Nothing changed.');
      process.exit(exitCodeOf(signal));
    }
  };
  signals.forEach(signal => process.on(signal, stop));
  try {
    const copy = join(scratch, 'copy');
    git(scratch, ['clone', '--quiet', '--shared', repository, copy]);
    await change(copy);
    git(copy, ['add', '--all']);
    const options = ['diff', '--cached', '--find-renames', 'HEAD'];
    const difference = git(copy, options);
    if (!isDry) {
      const patch = join(scratch, 'patch');
      writeFileSync(patch, git(copy, [...options, '--binary', '--full-index']));
      isApplying = true;
      await apply(repository, patch);
    }
    return difference;
  } finally {
    signals.forEach(signal => process.off(signal, stop));
    remove();
  }
}

async function apply(repository: string, patch: string): Promise<void> {
  // In its own process group, so that a Ctrl-C does not end it halfway.
  const child = startGroup(
    'git',
    ['apply', '--index', '--whitespace=nowarn', patch],
    { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const output: Buffer[] = [];
  child.stderr?.on('data', chunk => output.push(chunk));
  const { code } = await endOf(child);
  if (code !== 0) {
    // The repository was clean before. Git leaves the files that it added before the failure.
    const tree = new WorkTree(repository);
    tree.restore(tree.changedFiles());
    const reason = Buffer.concat(output).toString('utf8').trim();
    throw new Error(
      `The changes could not be written, so the repository is as it was before. Git reports:\n${reason}`,
    );
  }
}
