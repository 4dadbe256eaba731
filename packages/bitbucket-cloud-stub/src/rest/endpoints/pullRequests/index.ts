import type { RestEndpoint } from '../RestEndpoint';
import { ACTIVITY_ENDPOINTS } from './activity';
import { COMMENT_ENDPOINTS } from './comments';
import { LINKED_ENDPOINTS } from './linked';
import { PULL_REQUEST_ENDPOINTS } from './pullRequests';
import { REVIEW_ENDPOINTS } from './reviews';
import { TASK_ENDPOINTS } from './tasks';
import { USER_PULL_REQUEST_ENDPOINTS } from './userPullRequests';

/** Pull requests, with everything that belongs to them. */
export const ALL_PULL_REQUEST_ENDPOINTS: readonly RestEndpoint[] = [
  // Before the paths of one pull request, whose id would match "activity".
  ...ACTIVITY_ENDPOINTS,
  ...PULL_REQUEST_ENDPOINTS,
  ...REVIEW_ENDPOINTS,
  ...COMMENT_ENDPOINTS,
  ...TASK_ENDPOINTS,
  ...LINKED_ENDPOINTS,
  ...USER_PULL_REQUEST_ENDPOINTS,
];
