import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { partsOf } from './parts.mts';
import { root } from '../lib/workspace.mts';

const text = readFileSync(
  join(root, '.devcontainer/devcontainer.json'),
  'utf8',
);
// Without its comments, YAML reads it.
const container = parse(text.replace(/^\s*\/\/.*$/gm, ''));

it('the dev container forwards the port of each part', () => {
  assert.deepEqual(
    container.forwardPorts,
    partsOf('stub').map(({ port }) => port),
  );
});

it('the dev container runs as a user who is not root, and has the servers of the tests', () => {
  assert.equal(container.remoteUser, 'node');
  for (const name of [
    'chromium',
    'nginx-light',
    'postgresql',
    'redis-server',
  ]) {
    assert.match(container.onCreateCommand, new RegExp(` ${name}( |$)`));
  }
});
