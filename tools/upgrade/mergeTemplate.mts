import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from './prepare.mts';
import { WorkTree } from './workTree.mts';

export interface TemplateUpgrade {
  /** A tag, branch or commit of the template. */
  version: string;
  /** The commit of the template that became the fork. Default: the last one that both have in common. */
  base?: string;
  /** Replaces the names of the template by those of the fork in a folder. */
  rename(folder: string): Promise<unknown>;
}

/** The line of a commit message with the commit of the template that the commit renames. */
const trailer = 'Template-Commit';

/** The branch with the newest version of the template, under the names of the fork. */
const branch = 'template';

/**
 * Merges a version of the template into the current branch of a fork. Git compares the version with the former one, both under
 * the names of the fork. So a conflict is only where the fork changed the same lines.
 *
 * @returns the files with conflicts
 */
export async function mergeTemplate(
  root: string,
  { version, base, rename }: TemplateUpgrade,
): Promise<string[]> {
  const tree = new WorkTree(root);
  const commit = findCommit(tree, version);
  const former =
    findFormer(tree) ?? (await addBase(tree, { version, base, rename }));
  if (tree.git('log', '-1', '--format=%B', former).includes(commit)) {
    throw new Refusal(`The branch already contains ${version}.`);
  }
  const renamed = await commitRenamed(tree, rename, {
    commit,
    parents: [former, commit],
    message: `chore: template ${version} under the names of the fork`,
  });
  tree.git('branch', '--force', branch, renamed);
  return merge(tree, renamed, version);
}

function merge(tree: WorkTree, commit: string, version: string): string[] {
  const message = `chore: upgrade the template to ${version}`;
  try {
    tree.git('merge', '--no-ff', '--message', message, commit);
    return [];
  } catch (error) {
    const files = tree.git('diff', '--name-only', '--diff-filter=U');
    if (!files) {
      throw error;
    }
    return files.split('\n');
  }
}

/** Returns the newest commit of the template, under the names of the fork, that the branch contains. */
function findFormer(tree: WorkTree): string | undefined {
  return (
    tree.git('log', '-1', '--format=%H', `--grep=^${trailer}: `, 'HEAD') ||
    undefined
  );
}

/** Adds the version of the template that became the fork, under the names of the fork, to the history of the branch. */
async function addBase(
  tree: WorkTree,
  { version, base, rename }: TemplateUpgrade,
): Promise<string> {
  const commit = findCommit(tree, base ?? findCommonCommit(tree, version));
  const renamed = await commitRenamed(tree, rename, {
    commit,
    parents: [commit],
    message: 'chore: the template under the names of the fork',
  });
  // This merge changes no file: the branch contains the version already.
  tree.git(
    ...['merge', '--strategy=ours', '--allow-unrelated-histories'],
    ...['--message', 'chore: record the version of the template', renamed],
  );
  return renamed;
}

function findCommonCommit(tree: WorkTree, version: string): string {
  try {
    return tree.git('merge-base', 'HEAD', version);
  } catch {
    throw new Refusal(
      `The branch and ${version} have no commit in common. Name the commit of the template that became the fork: --base COMMIT`,
    );
  }
}

function findCommit(tree: WorkTree, version: string): string {
  try {
    return tree.git('rev-parse', '--verify', '--quiet', `${version}^{commit}`);
  } catch {
    throw new Refusal(
      `This clone has no version "${version}" of the template. Get its tags: git fetch --tags <URL of the template>`,
    );
  }
}

/** Creates a commit with the files of another one under the names of the fork, without a change of the work tree. */
async function commitRenamed(
  tree: WorkTree,
  rename: TemplateUpgrade['rename'],
  {
    commit,
    parents,
    message,
  }: { commit: string; parents: string[]; message: string },
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const files = join(scratch, 'files');
    mkdirSync(files);
    // An index of its own, and no .git in the folder, whose text could contain a name of the template.
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: files,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          GIT_DIR: tree.git('rev-parse', '--absolute-git-dir'),
          GIT_WORK_TREE: files,
          GIT_INDEX_FILE: join(scratch, 'index'),
        },
      }).trim();
    git('read-tree', commit);
    git('checkout-index', '--all');
    await rename(files);
    // With --force, because .gitignore can match files that the template has in Git.
    git('add', '--all', '--force', '.');
    return tree.git(
      ...['commit-tree', git('write-tree')],
      ...parents.flatMap(parent => ['-p', parent]),
      ...['-m', `${message}\n\n${trailer}: ${commit}`],
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
