import { deriveUuid } from '../../../model/deriveUuid';
import type { Step, TestReport } from '../../../store/Pipeline';

/** A test case of a step, with its result. */
export interface TestCase {
  /** With braces. */
  uuid: string;
  name: string;
  suite: string;
  status: 'SUCCESSFUL' | 'FAILED' | 'SKIPPED' | 'ERROR';
  milliseconds: number;
  /** Why it failed. */
  message?: string;
  stackTrace?: string;
}

/** How many test cases have each result. */
export interface TestCounts {
  total: number;
  successful: number;
  failed: number;
  skipped: number;
}

/** Counts the test cases of a report. */
export function countTests({ tests, isFailed }: TestReport): TestCounts {
  const { total, skipped = 0, failing = [] } = tests;
  const failed = isFailed ? failing.length : 0;
  return { total, skipped, failed, successful: total - skipped - failed };
}

/** Returns the test cases of a step, failed ones first. */
export function testCasesOf({ uuid, tests: report }: Step): TestCase[] {
  if (!report) {
    return [];
  }
  const { failing = [], suites } = report.tests;
  const { total, failed, skipped } = countTests(report);
  return Array.from({ length: total }, (_, index): TestCase => {
    const shared = {
      uuid: deriveUuid('test', uuid, String(index)),
      milliseconds: 3 + ((index * 37) % 180),
    };
    if (index < failed) {
      const { name, suite, message, stack_trace: stackTrace } = failing[index];
      return { ...shared, name, suite, status: 'FAILED', message, stackTrace };
    }
    return {
      ...shared,
      name: `case ${index + 1}`,
      suite: suites[index % suites.length],
      status: index < failed + skipped ? 'SKIPPED' : 'SUCCESSFUL',
    };
  });
}
