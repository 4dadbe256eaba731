import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runSuite } from './runSuite.mts';

it('counts a suite that ends without its numbers as a failure', async () => {
  assert.deepEqual(await runSuite('none'), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});
