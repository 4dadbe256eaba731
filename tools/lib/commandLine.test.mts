import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from './workspace.mts';

const { scripts } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as { scripts: Record<string, string> };

async function run(command: string, args: string[]) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map(async stream =>
      (await stream.toArray()).join(''),
    ),
  );
  if (child.exitCode === null) {
    await once(child, 'exit');
  }
  return { code: child.exitCode, stdout, stderr };
}

describe('a command of this repository', { concurrency: 2 }, () => {
  for (const [name, command] of Object.entries(scripts)) {
    const [node, ...script] = command.split(' ');
    // Commands of other packages are skipped. Playwright parses the options of test:e2e.
    if (node !== 'node' || command.includes('node_modules')) {
      continue;
    }
    if (name !== 'test:e2e') {
      it(`rejects an unknown option: ${name}`, async () => {
        const args = [...script, '--no-such-option'];
        const { code, stdout, stderr } = await run(process.execPath, args);
        assert.match(
          stderr,
          /^Unknown option '--no-such-option'\.\n\nUsage: /m,
        );
        assert.equal(stdout, '');
        assert.equal(code, 2);
      });
    }

    it(`prints its usage: ${name}`, async () => {
      const args = [...script, '--help'];
      const { code, stdout } = await run(process.execPath, args);
      assert.match(stdout, /^Usage: yarn /);
      assert.equal(code, 0);
    });
  }

  for (const args of [[], [''], ['--hosts'], ['a', 'b', 'c']]) {
    it(`creates no secrets for ${JSON.stringify(args)}`, async () => {
      const command = 'deploy/compose/make-secrets.sh';
      const { code, stderr } = await run('sh', [command, ...args]);
      assert.match(stderr, /^Usage: make-secrets\.sh HOST/);
      assert.equal(code, 2);
    });
  }

  it('is in the help of yarnw', async () => {
    const { stdout } = await run('sh', ['yarnw', '--help']);
    const told = new Set(
      stdout
        .match(/^ {2}[^\s,]+(, \S+)?/gm)
        ?.flatMap(line => line.trim().split(', ')),
    );
    assert.deepEqual(
      Object.keys(scripts).filter(name => !told.has(name)),
      [],
    );
  });
});
