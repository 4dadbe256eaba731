import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Registry } from './lineVersions.mts';
import { startGroup } from '../lib/processes.mts';
import { checksUpTo } from './checks.mts';
import { CommandRunner } from './CommandRunner.mts';
import { prepare, requireCleanTree } from './prepare.mts';
import { upgrade, type Host } from './upgrade.mts';
import { WorkTree } from './workTree.mts';
import { readTemplate, type RunYarn } from './yarnRegistry.mts';

const seam = {
  file: 'plugins/catalog/src/readTables.ts',
  reliesOn: 'The tables of the catalog',
  links: ['https://example.com/tables.ts'],
  tests: ['plugins/catalog/src/readTables.test.ts'],
};
const lockfileOf = (version: string) =>
  `"@backstage/core@npm:${version}":\n  version: ${version.replace('^', '')}\n`;

/** A registry with two versions of the only package. */
const registry: Registry = {
  versions: async names =>
    new Map(names.map(name => [name, ['1.0.0', '1.1.0']])),
  dependencies: async () => new Map(),
};

describe('upgrade', () => {
  let root: string;
  let tree: WorkTree;
  let said: string[];
  let commands: string[];
  /** Output of the commands that fail. */
  let failing: Record<string, string>;
  let host: Host;
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const write = (file: string, text: string) =>
    writeFileSync(join(root, file), text);

  /** Stands for Yarn and the Backstage CLI: changes the files as they do. */
  const yarn: RunYarn = async args => {
    const command = args.join(' ');
    commands.push(command);
    if (command.includes('versions:bump')) {
      write('package.json', read('package.json').replace('^1.0.0', '^1.1.0'));
      write('backstage.json', '{"version":"1.56.0"}');
    }
    if (command.startsWith('install') && !command.includes('--immutable')) {
      write('yarn.lock', lockfileOf('^1.1.0'));
    }
    if (command.includes('versions:migrate')) {
      write('new.txt', 'created by the command');
    }
    return {
      code: command in failing ? 1 : 0,
      output: failing[command] ?? '',
    };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'upgrade-'));
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    write('.gitignore', 'node_modules\n');
    write(
      'package.json',
      JSON.stringify({
        dependencies: { '@backstage/core': '^1.0.0' },
        resolutions: { '@backstage/core': '1.0.0' },
      }),
    );
    write('backstage.json', '{"version":"1.55.0"}');
    write(
      'renovate.json',
      JSON.stringify({
        packageRules: [
          { matchPackageNames: ['@backstage/core'], allowedVersions: '1.0.0' },
        ],
      }),
    );
    write('yarn.lock', lockfileOf('^1.0.0'));
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, stdio: 'pipe' });
    git('init', '--quiet');
    git('add', '.');
    git(
      ...['-c', 'user.name=Test', '-c', 'user.email=test@example.com'],
      ...['commit', '--quiet', '--message', 'first'],
    );
    tree = new WorkTree(root);
    said = [];
    commands = [];
    failing = {};
    host = {
      root,
      tree,
      yarn,
      readSeams: () => [seam],
      say: line => said.push(line),
    };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const release = (version: string, core: string) => ({
    version,
    versions: new Map([['@backstage/core', core]]),
  });

  async function run(keep = false) {
    const { versions, pins } = (await prepare(
      release('1.56.0', '1.1.0'),
      registry,
      root,
    ))!;
    const checks = checksUpTo('unit');
    return upgrade({ release: '1.56.0', versions, pins, checks, keep }, host);
  }

  it('refuses a tree with changes', () => {
    write('backstage.json', '{}');
    write('new.txt', '');
    assert.throws(
      () => requireCleanTree(tree),
      /^Error: The work tree has changes: backstage\.json, new\.txt\. Commit or stash them first/,
    );
  });

  it('refuses a release that the registry lacks in part, and an older one', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    write(
      'package.json',
      read('package.json').replace(/,"resolutions".*/, '}'),
    );
    await assert.rejects(
      prepare(release('1.56.0', '1.2.0'), registry, root),
      /The registry lacks packages of Backstage 1\.56\.0: @backstage\/core@1\.2\.0\. Nothing was changed\./,
    );
    await assert.rejects(
      prepare(release('1.54.0', '1.0.0'), registry, root),
      /The repository uses Backstage 1\.55\.0, which is newer than 1\.54\.0\./,
    );
    assert.equal(
      await prepare(release('1.55.0', '1.0.0'), registry, root),
      undefined,
    );
  });

  it('raises the versions, lifts the pin and runs the checks in their order', async () => {
    assert.equal(await run(), true);
    assert.match(read('package.json'), /"@backstage\/core": "\^1\.1\.0"/);
    assert.match(read('package.json'), /"resolutions": \{\}/);
    assert.deepEqual(commands.slice(-5), [
      'tsc',
      'lint',
      'config:check',
      'api-reports:check',
      'test:unit',
    ]);
    assert.match(said.join('\n'), /Removing the pins of @backstage\/core/);
    assert.deepEqual(JSON.parse(read('renovate.json')), { packageRules: [] });
  });

  it('restores the files and node_modules if a check fails, and names the seam', async () => {
    failing = {
      'test:unit':
        'PASS plugins/other/src/a.test.ts\n\u001b[31mFAIL\u001b[0m plugins/catalog/src/readTables.test.ts\nno such table\n',
    };
    assert.equal(await run(), false);
    assert.deepEqual(tree.changedFiles(), []);
    assert.equal(existsSync(join(root, 'new.txt')), false);
    assert.equal(commands.at(-1), 'install --immutable');
    const text = said.join('\n');
    assert.match(text, /\| no such table/);
    assert.match(text, /The check "unit" failed: \.\/yarnw test:unit\./);
    assert.match(
      text,
      /relies on undocumented behavior: The tables of the catalog/,
    );
    assert.match(text, /upstream-seams\.md#pluginscatalog$/m);
    assert.match(text, /The repository is as it was before\.$/);
  });

  /** Runs each command as a process, which ends at once unless it is the given one. */
  function runAsProcesses(runner: CommandRunner, endless?: string) {
    host.yarn = args => {
      const isEndless = args.join(' ') === endless;
      return runner.run(() => {
        void yarn(args);
        const script = isEndless ? 'setInterval(() => {}, 1000)' : '';
        const child = startGroup(process.execPath, ['--eval', script]);
        if (isEndless) {
          child.once('spawn', () => assert.equal(runner.interrupt(), true));
        }
        return child;
      });
    };
  }

  it('restores the files after an interruption between two steps', async () => {
    const runner = new CommandRunner();
    runAsProcesses(runner);
    host.say = line => {
      said.push(line);
      if (line === 'Installing') {
        assert.equal(runner.interrupt(), true);
        assert.equal(runner.interrupt(), false);
      }
    };
    assert.equal(await run(), false);
    assert.equal(commands.includes('install'), false);
    assert.deepEqual(tree.changedFiles(), []);
    assert.equal(commands.at(-1), 'install --immutable');
    assert.match(said.at(-1)!, /^The repository is as it was before\.$/);
  });

  it('restores the files after an interruption of a step or a check', async () => {
    for (const endless of ['install', 'lint']) {
      runAsProcesses(new CommandRunner(), endless);
      assert.equal(await run(), false);
      assert.equal(commands.at(-2), endless);
      assert.equal(commands.at(-1), 'install --immutable');
      assert.deepEqual(tree.changedFiles(), []);
    }
  });

  it('restores the files if the packages cannot be installed, also with keep', async () => {
    failing = { install: '➤ YN0082: rollup@npm:^4: No candidates found\n' };
    assert.equal(await run(true), false);
    assert.deepEqual(tree.changedFiles(), []);
    assert.match(
      said.join('\n'),
      /The registry has no fitting version of rollup@npm:\^4\. Pin the package/,
    );
  });

  it('keeps the changed files with keep if a check fails', async () => {
    failing = { tsc: 'plugins/catalog/src/other.ts(1,2): error TS1\n' };
    assert.equal(await run(true), false);
    assert.match(read('backstage.json'), /1\.56\.0/);
    assert.match(
      said.join('\n'),
      /plugins\/catalog relies on undocumented behavior\. See docs/,
    );
  });
});

describe('readTemplate', () => {
  it('reads the versions of the packages, and refuses another form', () => {
    const folder = mkdtempSync(join(tmpdir(), 'template-'));
    const write = (path: string, version: string) => {
      mkdirSync(join(folder, 'dist', path), { recursive: true });
      writeFileSync(
        join(folder, 'dist', path, 'package.json.cjs.js'),
        `'use strict';\n\nvar version = "${version}";\n\nexports.version = version;\n`,
      );
    };
    assert.throws(() => readTemplate(folder), /add --manifest FILE/);
    write('.', '1.55.0');
    write('packages/cli', '0.36.6');
    write('plugins/org', '0.7.9');
    assert.deepEqual(readTemplate(folder), {
      version: '1.55.0',
      versions: new Map([
        ['@backstage/cli', '0.36.6'],
        ['@backstage/plugin-org', '0.7.9'],
      ]),
    });
    rmSync(folder, { recursive: true });
  });
});
