import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findStaleResolutions } from './staleResolutions.mts';

const lockfile = {
  'a@npm:^1.0.0': { dependencies: { rollup: 'npm:^4.0.0', nx: 'npm:23.2.1' } },
  'b@npm:^1.0.0': { dependencies: { nx: 'npm:23.2.1' } },
};

it('finds resolutions that no dependency needs', () => {
  assert.deepEqual(
    findStaleResolutions(
      { rollup: '4.67.4', nx: '23.2.1', gone: '1.0.0' },
      lockfile,
    ),
    ['nx', 'gone'],
  );
});
