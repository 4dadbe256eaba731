import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { partsOf } from './parts.mts';
import { root } from '../lib/workspace.mts';

it('the dev container forwards the port of each part', () => {
  const text = readFileSync(
    join(root, '.devcontainer/devcontainer.json'),
    'utf8',
  );
  // Without its comments, YAML reads it.
  const { forwardPorts } = parse(text.replace(/^\s*\/\/.*$/gm, ''));
  assert.deepEqual(
    forwardPorts,
    partsOf('stub').map(({ port }) => port),
  );
});
