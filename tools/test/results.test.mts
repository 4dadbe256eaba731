import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  add,
  formatTally,
  judge,
  readJest,
  readNodeTest,
  readPlaywright,
} from './results.mts';

describe('the sum of the test results', () => {
  it('adds up all runners', () => {
    assert.deepEqual(
      add(
        { passed: 1, failed: 0, skipped: 2 },
        { passed: 3, failed: 1, skipped: 0 },
      ),
      { passed: 4, failed: 1, skipped: 2 },
    );
  });

  it('reads as "N passed, N failed"', () => {
    assert.equal(
      formatTally({ passed: 4, failed: 1, skipped: 0 }),
      '4 passed, 1 failed',
    );
  });

  it('always shows skipped tests', () => {
    assert.equal(
      formatTally({ passed: 4, failed: 0, skipped: 2 }),
      '4 passed, 0 failed, 2 skipped',
    );
  });
});

describe('the verdict on a runner', () => {
  const allPassed = { passed: 5, failed: 0, skipped: 0 };

  it('is a failure if it left no result', () => {
    assert.equal(judge(undefined, 0).failed, 1);
  });

  it('is a failure if it exited with an error although no test failed', () => {
    assert.deepEqual(judge(allPassed, 1), { passed: 5, failed: 1, skipped: 0 });
  });

  it('does not count a failed test twice', () => {
    assert.equal(judge({ passed: 5, failed: 2, skipped: 0 }, 1).failed, 2);
  });

  it('is otherwise that of the result file', () => {
    assert.deepEqual(judge(allPassed, 0), allPassed);
  });
});

describe('a result file', () => {
  it('of Jest counts a file that failed to load as a failure', () => {
    const json = JSON.stringify({
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      numRuntimeErrorTestSuites: 1,
    });
    assert.deepEqual(readJest(json), { passed: 7, failed: 2, skipped: 2 });
  });

  it('of Playwright counts flaky tests and errors outside of tests as failures', () => {
    const json = JSON.stringify({
      stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'global setup failed' }],
    });
    assert.deepEqual(readPlaywright(json), {
      passed: 5,
      failed: 3,
      skipped: 2,
    });
  });

  it('of Node.js counts cancelled tests as failures', () => {
    const tap =
      '# tests 6\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n';
    assert.deepEqual(readNodeTest(tap), { passed: 3, failed: 2, skipped: 1 });
  });

  it('of Node.js without a summary is no result', () => {
    assert.equal(readNodeTest('TAP version 13\n'), undefined);
  });
});
