import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';

describe('config:check --config', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: object | string) => {
    const file = join(folder, name);
    writeFileSync(
      file,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    return file;
  };
  const check = (...files: string[]) =>
    spawnSync(
      process.execPath,
      [
        join(root, 'tools/checks/configCheck.mts'),
        ...files.flatMap(file => ['--config', file]),
      ],
      { cwd: root, encoding: 'utf8' },
    );
  const portal = {
    app: { title: '${OWN_TITLE}', baseUrl: 'https://portal.acme.test' },
    backend: {
      baseUrl: 'https://portal.acme.test',
      listen: ':7007',
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
  };

  it('checks the given files and no others', () => {
    const { status, stdout, stderr } = check(write('fit.yaml', portal));
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^Checking the given files: .*fit\.yaml$/m);
    assert.doesNotMatch(stdout, /app-config/);
  });

  it('reports a wrong key in the last file, and missing entities in its catalog', () => {
    const org = write(
      'org.yaml',
      'kind: Component\nmetadata: { name: oar }\nspec: { owner: missing-team }\n',
    );
    const { status, stdout, stderr } = check(
      write('fit.yaml', portal),
      write('wrong.yaml', {
        backend: { baseUrl: ['a', 'b'] },
        catalog: { locations: [{ type: 'file', target: org }] },
      }),
    );
    assert.equal(status, 1);
    assert.match(`${stdout}${stderr}`, /\/backend\/baseUrl|backend\.baseUrl/);
    assert.match(
      stderr,
      /spec\.owner of component:default\/oar is .*missing-team/,
    );
  });

  it('reports a file that is not YAML, without a stack trace', () => {
    const { status, stderr } = check(
      write('fit.yaml', portal),
      write('broken.yaml', 'app: [1\n'),
    );
    assert.equal(status, 1);
    assert.match(stderr, /^\S+broken\.yaml cannot be read: .* at line 2/);
    assert.doesNotMatch(stderr, /^ +at /m);
  });

  it('rejects a file that does not exist', () => {
    const { status, stderr } = check(join(folder, 'gone.yaml'));
    assert.equal(status, 2);
    assert.match(stderr, /^The file .*gone\.yaml does not exist\.\n\nUsage: /);
  });
});
