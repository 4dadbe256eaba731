import type { RestEndpoint } from '../RestEndpoint';
import { PIPELINE_ENDPOINTS } from './pipelines';
import { PIPELINES_CONFIG_ENDPOINTS } from './pipelinesConfig';
import { PIPELINE_WRITE_ENDPOINTS } from './pipelineWrites';
import { STEP_LOG_ENDPOINTS } from './stepLogs';
import { TEST_REPORT_ENDPOINTS } from './testReports';

/** Bitbucket Pipelines. */
export const ALL_PIPELINE_ENDPOINTS: readonly RestEndpoint[] = [
  ...PIPELINES_CONFIG_ENDPOINTS,
  ...PIPELINE_ENDPOINTS,
  ...PIPELINE_WRITE_ENDPOINTS,
  ...STEP_LOG_ENDPOINTS,
  ...TEST_REPORT_ENDPOINTS,
];
