import { deriveUuid } from '../model/deriveUuid';
import { NEW, NEXT, SEEDED } from './seededPullRequests';

export const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';
export const WORKSPACE = '/workspaces/{workspace}';
export const REPOSITORY = '/repositories/{workspace}/{repo_slug}';
const PULLS = `${REPOSITORY}/pullrequests`;
const PROJECT = `${WORKSPACE}/projects/{project_key}`;
export const HB = '/workspaces/harbour-bikes';
const ALL = '/repositories/harbour-bikes';
export const API = '/repositories/harbour-bikes/booking-api';
export const HOOK = {
  url: 'https://portal.example/hook',
  events: ['repo:push'],
  secret: 's',
};

export const PULL_REQUEST = {
  title: 'Change the tariff',
  source: { branch: { name: 'pricing/weekend-tariff' } },
  reviewers: [{ uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b05}' }],
};

const ONE_PULL = `${PULLS}/{pull_request_id}`;

const PIPELINES = `${REPOSITORY}/pipelines`;
const PIPELINE = `${PIPELINES}/{pipeline_uuid}`;
const STEP = `${PIPELINE}/steps/{step_uuid}`;
const BOOKING_API = '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b01}';
const FIRST_PIPELINE = deriveUuid('pipeline', BOOKING_API, '1');
const FIRST_STEP = `${API}/pipelines/${FIRST_PIPELINE}/steps/${deriveUuid(
  'step',
  FIRST_PIPELINE,
  '0',
)}`;
const TEST_ENVIRONMENT = deriveUuid('environment', BOOKING_API, 'Test');
const STATUSES = `${REPOSITORY}/commit/{commit}/statuses`;
const STATUS = {
  key: 'LINT',
  state: 'INPROGRESS',
  url: 'https://ci.example/1',
};
const RUN = {
  type: 'pipeline_ref_target',
  ref_type: 'branch',
  ref_name: 'main',
};
const RESTRICTION = {
  kind: 'push',
  branch_match_kind: 'glob',
  pattern: 'release/*',
  users: [{ uuid: MIRA }],
};

/** An operation, and addresses that implement it. */
export const ANSWERS: [path: string, ...addresses: string[]][] = [
  ['/user', '/user'],
  ['/user/workspaces', '/user/workspaces'],
  ['/user/workspaces/{workspace}/permission', `/user${HB}/permission`],
  ['/users/{selected_user}', `/users/${MIRA}`],
  [WORKSPACE, HB],
  [
    `${WORKSPACE}/members`,
    `${HB}/members`,
    `${HB}/members?pagelen=2`,
    `${HB}/members?fields=*,values.*,values.*.*`,
    `${HB}/members?q=user.email IN ("mira.lindqvist@harbourbikes.example")&fields=%2Bvalues.user.email`,
  ],
  [`${WORKSPACE}/members/{member}`, `${HB}/members/${MIRA}`],
  [
    `${WORKSPACE}/permissions`,
    `${HB}/permissions`,
    `${HB}/permissions?q=permission="owner"`,
  ],
  [`${WORKSPACE}/projects`, `${HB}/projects`],
  [PROJECT, `${HB}/projects/BOOK`],
  [
    `${PROJECT}/permissions-config/users`,
    `${HB}/projects/BOOK/permissions-config/users`,
  ],
  [`${PROJECT}/default-reviewers`, `${HB}/projects/FLEET/default-reviewers`],
  [
    '/repositories/{workspace}',
    '/repositories/harbour-bikes',
    '/repositories/harbour-bikes?pagelen=1',
  ],
  [REPOSITORY, API],
  [`${REPOSITORY}/forks`, `${API}/forks`],
  [`${REPOSITORY}/commits`, `${API}/commits`, `${API}/commits?pagelen=1`],
  [`${REPOSITORY}/commits/{revision}`, `${API}/commits/main`],
  [`${REPOSITORY}/commit/{commit}`, `${API}/commit/main`],
  // Not of added and removed files, for which Bitbucket returns null in place of the `commit_file`.
  [
    `${REPOSITORY}/diffstat/{spec}`,
    `${API}/diffstat/main..pricing/weekend-tariff?path=README.md`,
  ],
  [
    `${REPOSITORY}/file-conflicts/{spec}`,
    `${API}/file-conflicts/pricing/weekend-tariff..main`,
  ],
  [`${REPOSITORY}/refs/branches`, `${API}/refs/branches`],
  [`${REPOSITORY}/refs/branches/{name}`, `${API}/refs/branches/main`],
  [
    `${REPOSITORY}/src/{commit}/{path}`,
    `${API}/src/main/`,
    `${API}/src/main/?max_depth=5&pagelen=100`,
  ],
  [`${REPOSITORY}/hooks`, `${API}/hooks`],
  [`${WORKSPACE}/hooks`, `${HB}/hooks`],
  [`${REPOSITORY}/pullrequests`, `${API}/pullrequests`],
  [ONE_PULL, NEW, SEEDED],
  [`${ONE_PULL}/comments`, `${SEEDED}/comments`],
  [`${ONE_PULL}/tasks`, `${SEEDED}/tasks`],
  [`${ONE_PULL}/statuses`, `${SEEDED}/statuses`],
  [
    `${WORKSPACE}/pullrequests/{selected_user}`,
    `${HB}/pullrequests/${MIRA}`,
    `${HB}/pullrequests/${MIRA}?state=MERGED&state=OPEN&pagelen=50`,
  ],
  [STATUSES, `${API}/commit/main/statuses`],
  [
    PIPELINES,
    `${API}/pipelines?pagelen=100`,
    `${API}/pipelines?sort=-created_on&status=PASSED&target.branch=main`,
  ],
  [PIPELINE, `${API}/pipelines/${FIRST_PIPELINE}`],
  [`${PIPELINE}/steps`, `${API}/pipelines/${FIRST_PIPELINE}/steps`],
  [STEP, FIRST_STEP],
  [`${REPOSITORY}/environments`, `${API}/environments`],
  [
    `${REPOSITORY}/environments/{environment_uuid}`,
    `${API}/environments/${TEST_ENVIRONMENT}`,
  ],
  [`${REPOSITORY}/deployments`, `${API}/deployments?pagelen=100`],
  [`${REPOSITORY}/branch-restrictions`, `${API}/branch-restrictions`],
  [`${REPOSITORY}/branch-restrictions/{id}`, `${API}/branch-restrictions/1`],
  [`${REPOSITORY}/default-reviewers`, `${API}/default-reviewers`],
  [
    `${REPOSITORY}/default-reviewers/{target_username}`,
    `${API}/default-reviewers/${MIRA}`,
  ],
  [
    `${REPOSITORY}/effective-default-reviewers`,
    `${API}/effective-default-reviewers`,
  ],
  [`${REPOSITORY}/pipelines_config`, `${API}/pipelines_config`],
  [
    `${WORKSPACE}/search/code`,
    `${HB}/search/code?search_query=booking`,
    `${HB}/search/code?search_query=booking&fields=%2Bvalues.file.commit`,
  ],
];

/** Operations whose response is not JSON, or has no schema in the document. */
export const WITHOUT_SCHEMA = [
  'GET /user/emails',
  'GET /user/emails/{email}',
  `GET ${REPOSITORY}/src`,
  `DELETE ${REPOSITORY}/hooks/{uid}`,
  `DELETE ${WORKSPACE}/hooks/{uid}`,
  `DELETE ${REPOSITORY}`,
  `POST ${REPOSITORY}/src`,
  `DELETE ${REPOSITORY}/refs/branches/{name}`,
  `DELETE ${REPOSITORY}/default-reviewers/{target_username}`,
  `GET ${PULLS}/activity`,
  `GET ${ONE_PULL}/activity`,
  `GET ${ONE_PULL}/commits`,
  `GET ${ONE_PULL}/conflicts`,
  `GET ${ONE_PULL}/diffstat`,
  `DELETE ${ONE_PULL}/approve`,
  `DELETE ${ONE_PULL}/request-changes`,
  `DELETE ${ONE_PULL}/comments/{comment_id}`,
  `DELETE ${ONE_PULL}/comments/{comment_id}/resolve`,
  `DELETE ${ONE_PULL}/tasks/{task_id}`,
  `DELETE ${REPOSITORY}/branch-restrictions/{id}`,
  `POST ${PIPELINE}/stopPipeline`,
  `GET ${STEP}/log`,
  `GET ${STEP}/test_reports`,
  `GET ${STEP}/test_reports/test_cases`,
  `GET ${STEP}/test_reports/test_cases/{test_case_uuid}/test_case_reasons`,
];

/** Operations that the tests of webhooks and of changes below call. */
export const CALLED_BELOW = [
  ...[REPOSITORY, WORKSPACE].flatMap(path => [
    `POST ${path}/hooks`,
    `GET ${path}/hooks/{uid}`,
    `PUT ${path}/hooks/{uid}`,
  ]),
  `POST ${REPOSITORY}`,
  `PUT ${REPOSITORY}`,
  `POST ${REPOSITORY}/forks`,
  `POST ${REPOSITORY}/refs/branches`,
  `POST ${PULLS}`,
  `PUT ${ONE_PULL}`,
  `POST ${ONE_PULL}/merge`,
  `POST ${ONE_PULL}/decline`,
  `POST ${ONE_PULL}/approve`,
  `POST ${ONE_PULL}/request-changes`,
  ...['comments/{comment_id}', 'tasks/{task_id}'].flatMap(path => [
    `GET ${ONE_PULL}/${path}`,
    `PUT ${ONE_PULL}/${path}`,
    `POST ${ONE_PULL}/${path.split('/')[0]}`,
  ]),
  `POST ${ONE_PULL}/comments/{comment_id}/resolve`,
  `POST ${PIPELINES}`,
  `POST ${STATUSES}/build`,
  `GET ${STATUSES}/build/{key}`,
  `PUT ${STATUSES}/build/{key}`,
  `POST ${REPOSITORY}/branch-restrictions`,
  `PUT ${REPOSITORY}/branch-restrictions/{id}`,
  `GET ${REPOSITORY}/deployments/{deployment_uuid}`,
  `PUT ${REPOSITORY}/default-reviewers/{target_username}`,
  `PUT ${REPOSITORY}/pipelines_config`,
];

/** Operations that change the stub: what to send, and the status. */
export const CHANGES: [
  method: 'POST' | 'PUT',
  path: string,
  address: string,
  body: object,
  status: number,
][] = [
  ['POST', REPOSITORY, `${ALL}/new`, { project: { key: 'BOOK' } }, 200],
  ['PUT', REPOSITORY, `${ALL}/new`, { name: 'Renamed' }, 200],
  ['PUT', REPOSITORY, `${ALL}/newer`, {}, 201],
  ['POST', `${REPOSITORY}/forks`, `${API}/forks`, { name: 'Fork' }, 201],
  [
    'POST',
    `${REPOSITORY}/refs/branches`,
    `${API}/refs/branches`,
    { name: 'new', target: { hash: 'main' } },
    201,
  ],
  ['POST', PULLS, `${API}/pullrequests`, PULL_REQUEST, 201],
  ['PUT', ONE_PULL, NEW, {}, 200],
  ['POST', `${ONE_PULL}/approve`, `${NEW}/approve`, {}, 200],
  ['POST', `${ONE_PULL}/request-changes`, `${SEEDED}/request-changes`, {}, 200],
  [
    'POST',
    `${STATUSES}/build`,
    `${API}/commit/main/statuses/build`,
    STATUS,
    201,
  ],
  [
    'PUT',
    `${STATUSES}/build/{key}`,
    `${API}/commit/main/statuses/build/LINT`,
    { state: 'FAILED' },
    200,
  ],
  ['POST', PIPELINES, `${API}/pipelines`, { target: RUN }, 201],
  [
    'POST',
    `${REPOSITORY}/branch-restrictions`,
    `${API}/branch-restrictions`,
    RESTRICTION,
    201,
  ],
  [
    'PUT',
    `${REPOSITORY}/branch-restrictions/{id}`,
    `${API}/branch-restrictions/1`,
    RESTRICTION,
    200,
  ],
  [
    'POST',
    `${ONE_PULL}/merge`,
    `${NEW}/merge`,
    { type: '', merge_strategy: 'squash' },
    200,
  ],
  ['POST', PULLS, `${API}/pullrequests`, PULL_REQUEST, 201],
  ['POST', `${ONE_PULL}/decline`, `${NEXT}/decline`, {}, 200],
  [
    'PUT',
    `${REPOSITORY}/default-reviewers/{target_username}`,
    `${API}/default-reviewers/${MIRA}`,
    {},
    200,
  ],
  [
    'PUT',
    `${REPOSITORY}/pipelines_config`,
    `${API}/pipelines_config`,
    { enabled: true },
    200,
  ],
];
