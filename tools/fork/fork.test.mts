import { execFileSync, spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';
import { cloneWithChanges } from './cloneWithChanges.mts';
import { git } from './git.mts';
import { listFiles, readText } from './renameTree.mts';
import { leftover } from './template.mts';

const scratch = mkdtempSync(join(tmpdir(), 'fork-test-'));
const clone = join(scratch, 'portal');
const answers = [
  ...['--company', 'Acme', '--scope', '@acme-portal', '--color', '#C8102E'],
];

/** Runs the command in the clone. */
function init(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(clone, 'tools/fork/forkInit.mts'), ...args],
    { cwd: clone, encoding: 'utf8', maxBuffer: 1024 ** 3 },
  );
  return { status, stdout, stderr };
}

function cloneRepository(): void {
  cloneWithChanges(root, clone);
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  git(clone, ['config', 'core.excludesFile', join(scratch, 'ignored')]);
  writeFileSync(join(scratch, 'ignored'), 'node_modules\n');
}

const isFork = existsSync(join(root, 'fork.json'));

describe('fork:init', { skip: isFork && 'this is a fork already' }, () => {
  before(cloneRepository);
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('rejects answers that are not usable, and changes nothing', () => {
    const { status, stderr } = init(
      ...['--company', 'Acme', '--scope', 'acme', '--workspace', 'Acme'],
      ...['--domain', 'https://acme.com', '--support', 'us', '--title', 'no'],
      ...['--color', 'red'],
    );
    assert.equal(status, 1);
    for (const option of [
      ...['scope', 'workspace', 'domain', 'support', 'title', 'color'],
    ]) {
      assert.match(stderr, new RegExp(`^--${option} is ".*". It must `, 'm'));
    }
    assert.match(init().stderr, /^--company is missing/);
    const logo = join(scratch, 'logo.svg');
    writeFileSync(logo, '<svg><script>alert(1)</script></svg>');
    assert.match(
      init('--company', 'Acme', '--logo', logo).stderr,
      /contains "<script"/,
    );
    assert.equal(git(clone, ['status', '--porcelain']), '');
  });

  it('reports a file of people that is not usable', () => {
    const people = join(scratch, 'people.yaml');
    const fail = () => init('--company', 'Acme', '--people', people).stderr;
    assert.match(fail(), /^--people: .*people\.yaml cannot be read: ENOENT/);
    writeFileSync(people, '[1, null]\n---\ntext\n');
    assert.match(fail(), /^--people: .*people\.yaml contains no User\./);
  });

  it('rejects a repository with changes', () => {
    writeFileSync(join(clone, 'note.txt'), 'a note\n');
    assert.match(init(...answers).stderr, /changes that are not committed/);
    rmSync(join(clone, 'note.txt'));
  });

  it('leaves no name of the template, and a second run changes nothing', () => {
    const { status, stdout, stderr } = init(...answers);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^This repository is now the portal of Acme\./);
    const left = listFiles(clone).flatMap(path =>
      [path, ...(readText(join(clone, path)) ?? '').split('\n')]
        .filter(line => line.match(leftover))
        .map(line => `${path}: ${line}`),
    );
    assert.deepEqual(left, []);

    git(clone, ['commit', '--quiet', '-m', 'chore: the portal of Acme']);
    assert.match(init(...answers).stdout, /already.*Nothing changed/);
    assert.match(init('--scope', '@b').stderr, /so --scope cannot change it/);
    assert.equal(git(clone, ['status', '--porcelain']), '');
  });

  it('leaves a lockfile that Yarn does not change', () => {
    const lockfile = readFileSync(join(clone, 'yarn.lock'), 'utf8');
    rmSync(join(clone, 'node_modules'));
    const yarn = readFileSync(join(clone, '.yarnrc.yml'), 'utf8').match(
      /^yarnPath: (.*)$/m,
    )![1];
    // With `--immutable`, Yarn does not accept this mode, which downloads nothing.
    execFileSync(
      process.execPath,
      [join(clone, yarn), 'install', '--mode=update-lockfile'],
      {
        cwd: clone,
        env: { ...process.env, YARN_ENABLE_NETWORK: '0', CI: '' },
      },
    );
    assert.equal(readFileSync(join(clone, 'yarn.lock'), 'utf8'), lockfile);
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  });

  it('leaves a valid configuration and formatted files', () => {
    for (const args of [
      ['tools/checks/configCheck.mts'],
      [
        ...['node_modules/prettier/bin-prettier.js', '--check'],
        ...[
          'README.md',
          '*.yaml',
          '*.json',
          'catalog-info',
          'packages/app/src/branding',
        ],
      ],
    ]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: clone,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout + stderr);
    }
  });
});
