import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readList } from 'tools/lib/commandLine.mts';
import { moduleNames, readModule } from './repositoriesModules.mts';

describe('the option --module of bench:repositories', () => {
  it('accepts one module or both', () => {
    assert.deepEqual(readList('backstage', readModule), ['backstage']);
    assert.deepEqual(readList('ours, backstage', readModule), [...moduleNames]);
  });

  it('reports an unknown module', () => {
    assert.throws(
      () => readModule('published'),
      /--module accepts ours and backstage; it found "published"/,
    );
  });
});
