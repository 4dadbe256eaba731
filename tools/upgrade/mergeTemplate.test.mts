import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { mergeTemplate } from './mergeTemplate.mts';

/** Eight lines, so that changes at both ends do not touch each other. */
const page = (first: string, last: string) =>
  [first, ...'abcdef', last, ''].join('\n');

it('merges versions of the template under the names of the fork, with conflicts only where both changed the same lines', async () => {
  const root = mkdtempSync(join(tmpdir(), 'fork-'));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const commit = (files: Record<string, string>) => {
    Object.entries(files).forEach(([file, text]) =>
      writeFileSync(join(root, file), text),
    );
    git('add', '--all', '--force');
    git('commit', '--quiet', '--message', 'change');
  };
  const rename = async (folder: string) => {
    for (const file of ['page.md', 'ignored.txt']) {
      const text = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, file), text.replaceAll('Sample', 'Acme'));
    }
    renameSync(join(folder, 'sample.txt'), join(folder, 'acme.txt'));
  };
  const upgrade = (version: string) => mergeTemplate(root, { version, rename });

  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  const first = {
    '.gitignore': 'ignored.txt\n',
    'ignored.txt': 'Sample\n',
    'sample.txt': 'one\n',
    'page.md': page('Sample 1', 'end of Sample'),
  };
  commit(first);
  git('tag', 'v1');
  commit({
    'sample.txt': 'two\n',
    'page.md': page('Sample 2', 'end of Sample'),
  });
  git('tag', 'v2');
  commit({ 'page.md': page('Sample 2', 'end of Sample, at last') });
  git('tag', 'v3');

  git('checkout', '--quiet', '-b', 'fork', 'v1');
  await rename(root);
  commit({ 'page.md': page('Acme 1', 'end of the fork'), 'own.txt': 'own\n' });

  await assert.rejects(upgrade('v9'), /no version "v9" of the template/);

  // The fork changed other lines.
  assert.deepEqual(await upgrade('v2'), []);
  assert.equal(read('page.md'), page('Acme 2', 'end of the fork'));
  assert.equal(read('acme.txt'), 'two\n');
  assert.equal(read('own.txt'), 'own\n');
  assert.equal(read('ignored.txt'), 'Acme\n');
  assert.equal(git('show', 'template:page.md'), page('Acme 2', 'end of Acme'));
  await assert.rejects(upgrade('v2'), /already contains v2/);

  // The fork changed the same line.
  assert.deepEqual(await upgrade('v3'), ['page.md']);
  assert.match(read('page.md'), /<<<<<<< HEAD\nend of the fork\n=/);
  assert.doesNotMatch(read('page.md'), /Sample/);
  commit({ 'page.md': page('Acme 2', 'end of the fork, at last') });
  await assert.rejects(upgrade('v3'), /already contains v3/);
  rmSync(root, { recursive: true });
});
