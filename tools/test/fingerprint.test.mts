import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fingerprint } from './fingerprint.mts';

describe('the fingerprint of the sources', () => {
  let folder: string;
  const write = (name: string, content: string) =>
    writeFileSync(join(folder, name), content);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'dist'));
    write('src/index.ts', 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('remains the same while nothing changes', () => {
    const before = fingerprint(folder, ['src', 'yarn.lock']);
    assert.equal(fingerprint(folder, ['src', 'yarn.lock']), before);
  });

  it('changes with the content of a file', () => {
    const before = fingerprint(folder, ['src']);
    write('src/index.ts', 'two');
    assert.notEqual(fingerprint(folder, ['src']), before);
  });

  it('changes when a file is renamed', () => {
    const before = fingerprint(folder, ['src']);
    renameSync(join(folder, 'src/index.ts'), join(folder, 'src/main.ts'));
    assert.notEqual(fingerprint(folder, ['src']), before);
  });

  it('ignores build output', () => {
    const before = fingerprint(folder, ['.']);
    write('dist/index.js', 'built');
    assert.equal(fingerprint(folder, ['.']), before);
  });
});
