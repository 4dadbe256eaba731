import { BRANCH_ENDPOINTS } from './branches';
import { COMMIT_ENDPOINTS } from './commits';
import { HOOK_ENDPOINTS } from './hooks';
import { PROJECT_ENDPOINTS } from './projects';
import { REPOSITORY_ENDPOINTS } from './repositories';
import { REPOSITORY_WRITE_ENDPOINTS } from './repositoryWrites';
import type { RestEndpoint } from './RestEndpoint';
import { SOURCE_ENDPOINTS } from './sources';
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
  ...SOURCE_ENDPOINTS,
  ...HOOK_ENDPOINTS,
];

/** Endpoints that Atlassian removed (CHANGE-2770). */
export const REMOVED_ENDPOINTS: readonly string[] = [
  '/workspaces',
  '/user/permissions/workspaces',
  '/user/permissions/repositories',
  '/repositories',
];
