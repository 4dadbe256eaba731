/** How many tests passed, failed, and were skipped on purpose. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

/** Returns the sum of the tallies. */
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

/** Returns "3 passed, 0 failed", with ", 1 skipped" only if a test was skipped. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failed} failed${rest}`;
}

/**
 * Counts a runner that failed without a failed test, or that left no result, as one failure, so that the
 * last line never reports it as a success.
 *
 * @param tally - the result file exit code of the runner, `undefined` if it is missing
 * @param exitCode - of the runner
 */
export function judge(tally: Tally | undefined, exitCode: number): Tally {
  const known = tally ?? noTests;
  const isUnexplained = exitCode !== 0 && known.failed === 0;
  return tally === undefined || isUnexplained
    ? { ...known, failed: known.failed + 1 }
    : known;
}

/** Parses Jest's `--json` result. A file that failed to load counts as one failure. */
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

/** Parses Playwright's JSON report. An error outside of the tests counts as one failure. */
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
    // A test that passes only on a retry counts as failed, because the fault still exists.
    failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
    skipped: stats.skipped,
  };
}

/** Parses the summary at the end of the output of `node --test --test-reporter=tap`. */
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
