import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lintPipelines } from './pipelinesLint.mts';
import { root } from '../lib/workspace.mts';

const good = readFileSync(join(root, 'bitbucket-pipelines.yml'), 'utf8');

test('finds no problem in the pipelines of this repository', () => {
  assert.deepEqual(lintPipelines(good), []);
});

const mistakes: [string, string, string, RegExp][] = [
  [
    'a misspelt key of a step',
    'caches:\n          - packages\n',
    'cache:\n          - packages\n',
    /cache/,
  ],
  ['a size that does not exist', 'size: 2x', 'size: 3x', /size/],
  [
    'an undefined cache',
    '          - packages\n',
    '          - parcels\n',
    /"parcels".*definitions\.caches/,
  ],
  [
    'an undefined service',
    '          - docker\n',
    '          - podman\n',
    /"podman".*definitions\.services/,
  ],
  [
    'an unknown kind of pipeline',
    'pull-requests:',
    'merge-requests:',
    /merge-requests/,
  ],
  ['an invalid time limit', 'max-time: 60', 'max-time: soon', /max-time/],
  ['a file that is not YAML', 'pipelines:\n', 'pipelines: [\n', /./],
];
for (const [what, before, after, message] of mistakes) {
  test(`finds ${what}`, () => {
    assert.ok(good.includes(before), 'the mistake can be made');
    const findings = lintPipelines(good.replace(before, after));
    assert.notEqual(findings.length, 0);
    assert.match(findings.map(each => each.message).join('\n'), message);
  });
}

test('reports the line', () => {
  const text =
    'pipelines:\n  default:\n    - step:\n        name: Test\n        scripts: [ls]\n';
  assert.ok(lintPipelines(text).every(({ line }) => line >= 3 && line <= 5));
});
