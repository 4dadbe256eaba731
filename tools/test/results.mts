/** How many tests passed, failed, and did not run on purpose. */
export type Tally = { passed: number; failed: number; skipped: number };

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

/** The sum of the tallies. */
export function add(...tallies: Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    noTests,
  );
}

/** "3 passed, 0 failed", and ", 1 skipped" only when there is one. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failed} failed${rest}`;
}

/**
 * A runner that failed without a failed test, or that left no result, counts as one
 * failure: whatever went wrong, the last line must not call it a success.
 *
 * @param tally - what the runner's result file says, `undefined` when there is none
 * @param exitCode - of the runner
 */
export function judge(tally: Tally | undefined, exitCode: number): Tally {
  const known = tally ?? noTests;
  const isUnexplained = exitCode !== 0 && known.failed === 0;
  return tally === undefined || isUnexplained
    ? { ...known, failed: known.failed + 1 }
    : known;
}

/** Reads Jest's `--json` result. A file that failed to load counts as one failure. */
export function readJest(json: string): Tally {
  const result: {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    numRuntimeErrorTestSuites: number;
  } = JSON.parse(json);
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Reads Playwright's JSON report. An error outside of the tests counts as one failure. */
export function readPlaywright(json: string): Tally {
  const {
    stats,
    errors,
  }: {
    stats: {
      expected: number;
      unexpected: number;
      flaky: number;
      skipped: number;
    };
    errors?: unknown[];
  } = JSON.parse(json);
  return {
    passed: stats.expected,
    // Passed on repeat is not passed: the fault is still there.
    failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
    skipped: stats.skipped,
  };
}

/** Reads the summary at the end of what `node --test --test-reporter=tap` prints. */
export function readNodeTest(tap: string): Tally | undefined {
  const count = (name: string) => {
    const match = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap);
    return match ? Number(match[1]) : undefined;
  };
  const passed = count('pass');
  if (passed === undefined) {
    return undefined;
  }
  return {
    passed,
    failed: (count('fail') ?? 0) + (count('cancelled') ?? 0),
    skipped: (count('skipped') ?? 0) + (count('todo') ?? 0),
  };
}
