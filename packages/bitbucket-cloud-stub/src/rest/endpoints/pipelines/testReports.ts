import type { Step } from '../../../store/Pipeline';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { findPipeline, findStep, STEP } from './find';
import { countTests, testCasesOf, type TestCase } from './testCases';

const REPORT = `${STEP}/test_reports`;
const CASES = `${REPORT}/test_cases`;

/** The test reports of steps. Atlassian documents the paths but not the fields, which public clients read. */
export const TEST_REPORT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: REPORT,
    scopes: ['pipeline'],
    respond: call => {
      const step = findTested(call);
      const { total, successful, failed, skipped } = countTests(step.tests!);
      return call.send({
        body: {
          type: 'pipeline_step_test_report',
          step_uuid: step.uuid,
          number_of_test_cases: total,
          number_of_successful_test_cases: successful,
          number_of_failed_test_cases: failed,
          number_of_error_test_cases: 0,
          number_of_skipped_test_cases: skipped,
        },
      });
    },
  },
  {
    method: 'GET',
    path: CASES,
    scopes: ['pipeline'],
    respond: call =>
      call.sendList(
        testCasesOf(findTested(call)),
        each => ({
          body: testCaseBody(each),
        }),
        { ignoresQuery: true },
      ),
  },
  {
    method: 'GET',
    path: `${CASES}/{test_case_uuid}/test_case_reasons`,
    scopes: ['pipeline'],
    respond: call => {
      const id = call.param('test_case_uuid');
      const found = testCasesOf(findTested(call)).find(
        ({ uuid }) => uuid === id,
      );
      if (!found) {
        throw new RestError(404, 'Not found');
      }
      const reasons = found.message === undefined ? [] : [found];
      return call.sendList(
        reasons,
        ({ message, stackTrace = '' }) => ({
          body: {
            type: 'pipeline_test_case_reason',
            message,
            stack_trace: stackTrace,
          },
        }),
        { ignoresQuery: true },
      );
    },
  },
];

function findTested(call: Call): Step {
  const step = findStep(call, findPipeline(call, call.repository()));
  if (!step.tests) {
    throw new RestError(404, 'Not found', {
      detail: 'The step has no test report.',
    });
  }
  return step;
}

function testCaseBody({ uuid, name, suite, status, milliseconds }: TestCase) {
  return {
    type: 'pipeline_test_case',
    uuid,
    name,
    fully_qualified_name: `${suite}.${name}`,
    package_name: suite.replace(/\.?[^.]*$/, ''),
    class_name: suite,
    status,
    duration: `PT${milliseconds / 1000}S`,
  };
}
