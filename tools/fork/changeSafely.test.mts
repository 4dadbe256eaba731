import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { endOf } from '../lib/processes.mts';
import { changeSafely } from './changeSafely.mts';
import { git } from './git.mts';

describe('changeSafely', () => {
  let scratch: string;
  let repository: string;
  const status = () => git(repository, ['status', '--porcelain', '-uall']);

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'change-'));
    repository = join(scratch, 'repository');
    mkdirSync(join(scratch, 'temporary'));
    mkdirSync(repository);
    git(repository, ['init', '--quiet']);
    writeFileSync(join(repository, '.gitignore'), 'ignored\n');
    writeFileSync(join(repository, 'name.txt'), 'one\n');
    git(repository, ['add', '--all']);
    git(repository, [
      ...['-c', 'user.name=Test', '-c', 'user.email=test@localhost'],
      ...['commit', '--quiet', '--message', 'first'],
    ]);
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  it('leaves no new file if the changes cannot be written', async () => {
    const ignored = join(repository, 'ignored');
    writeFileSync(ignored, 'of the user');
    const change = async (copy: string) => {
      writeFileSync(join(copy, 'name.txt'), 'two\n');
      mkdirSync(join(copy, 'a'));
      writeFileSync(join(copy, 'a/new.txt'), 'new\n');
      mkdirSync(join(copy, 'ignored'));
      writeFileSync(join(copy, 'ignored/new.txt'), 'new\n');
      git(copy, ['add', '--all', '--force']);
    };
    await assert.rejects(
      changeSafely(repository, change, { isDry: false }),
      /^Error: The changes could not be written, so the repository is as it was before\. Git reports:\n.*ignored/,
    );
    assert.equal(status(), '');
    assert.equal(existsSync(join(repository, 'a')), false);
    assert.equal(readFileSync(ignored, 'utf8'), 'of the user');
  });

  /** Runs the change in a process of its own, as a command in a terminal. */
  async function runWith(statement: string) {
    const module = JSON.stringify(
      join(import.meta.dirname, 'changeSafely.mts'),
    );
    const script = `
      import { writeFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { changeSafely } from ${module};
      process.env.LEADER = String(process.pid);
      await changeSafely(process.cwd(), async copy => {
        writeFileSync(copy + '/name.txt', 'two\\n');
        ${statement}
      }, { isDry: false });`;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        cwd: repository,
        detached: true,
        env: { ...process.env, TMPDIR: join(scratch, 'temporary') },
      },
    );
    let output = '';
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    const { code } = await endOf(child);
    return { code, output };
  }

  async function checkSignalBefore(signal: NodeJS.Signals, expected: number) {
    const { code, output } = await runWith(
      `process.kill(-process.pid, '${signal}'); await setTimeout(20_000);`,
    );
    assert.equal(code, expected, output);
    assert.match(output, /^Interrupted\. Nothing changed\.$/m);
    assert.equal(status(), '');
    assert.deepEqual(readdirSync(join(scratch, 'temporary')), []);
  }

  async function checkSignalDuring(signal: NodeJS.Signals) {
    writeFileSync(join(repository, '.git/info/attributes'), '*.txt filter=x');
    const command = `kill -s ${signal.slice(3)} -- -$LEADER; cat`;
    git(repository, ['config', 'filter.x.smudge', command]);
    const { code, output } = await runWith('');
    assert.equal(code, 0, output);
    assert.equal(status(), 'M  name.txt\n');
    assert.deepEqual(readdirSync(join(scratch, 'temporary')), []);
  }

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`changes nothing after ${signal}`, () =>
      checkSignalBefore(signal, expected));

    it(`writes all changes if ${signal} comes while they are written`, () =>
      checkSignalDuring(signal));
  }
});
