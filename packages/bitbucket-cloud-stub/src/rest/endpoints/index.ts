import { BRANCH_ENDPOINTS } from './branches';
import { BRANCH_RESTRICTION_ENDPOINTS } from './branchRestrictions';
import { CODE_SEARCH_ENDPOINTS } from './codeSearch';
import { COMMIT_ENDPOINTS } from './commits';
import { DEPLOYMENT_ENDPOINTS } from './deployments/deployments';
import { DIFF_STAT_ENDPOINTS } from './diffStat';
import { FILE_CONFLICT_ENDPOINTS } from './fileConflicts';
import { HOOK_ENDPOINTS } from './hooks';
import { ALL_PIPELINE_ENDPOINTS } from './pipelines';
import { PROJECT_ENDPOINTS } from './projects';
import { ALL_PULL_REQUEST_ENDPOINTS } from './pullRequests';
import { REPOSITORY_ENDPOINTS } from './repositories';
import { REPOSITORY_WRITE_ENDPOINTS } from './repositoryWrites';
import type { RestEndpoint } from './RestEndpoint';
import { REVIEWER_ENDPOINTS } from './reviewers';
import { SOURCE_ENDPOINTS } from './sources';
import { STATUS_ENDPOINTS } from './statuses/statuses';
import { USER_ENDPOINTS } from './user';
import { WORKSPACE_ENDPOINTS } from './workspaces';

/** Every operation of the REST API that the stub supports. */
export const REST_ENDPOINTS: readonly RestEndpoint[] = [
  ...USER_ENDPOINTS,
  ...WORKSPACE_ENDPOINTS,
  ...PROJECT_ENDPOINTS,
  ...REPOSITORY_ENDPOINTS,
  ...REPOSITORY_WRITE_ENDPOINTS,
  ...BRANCH_ENDPOINTS,
  ...COMMIT_ENDPOINTS,
  ...DIFF_STAT_ENDPOINTS,
  ...FILE_CONFLICT_ENDPOINTS,
  ...SOURCE_ENDPOINTS,
  ...HOOK_ENDPOINTS,
  ...ALL_PULL_REQUEST_ENDPOINTS,
  ...REVIEWER_ENDPOINTS,
  ...ALL_PIPELINE_ENDPOINTS,
  ...STATUS_ENDPOINTS,
  ...DEPLOYMENT_ENDPOINTS,
  ...BRANCH_RESTRICTION_ENDPOINTS,
  ...CODE_SEARCH_ENDPOINTS,
];

/** Endpoints that Atlassian removed (CHANGE-2770). */
export const REMOVED_ENDPOINTS: readonly string[] = [
  '/workspaces',
  '/user/permissions/workspaces',
  '/user/permissions/repositories',
  '/repositories',
];
