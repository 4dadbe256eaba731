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
  [`${REPOSITORY}/pullrequests/{pull_request_id}`, `${API}/pullrequests/1`],
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
  `POST ${REPOSITORY}/pullrequests`,
  `PUT ${REPOSITORY}/pullrequests/{pull_request_id}`,
  `POST ${REPOSITORY}/pullrequests/{pull_request_id}/merge`,
  `POST ${REPOSITORY}/pullrequests/{pull_request_id}/decline`,
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
  ['PUT', `${PULLS}/{pull_request_id}`, `${API}/pullrequests/1`, {}, 200],
  [
    'POST',
    `${PULLS}/{pull_request_id}/merge`,
    `${API}/pullrequests/1/merge`,
    { type: '', merge_strategy: 'squash' },
    200,
  ],
  ['POST', PULLS, `${API}/pullrequests`, PULL_REQUEST, 201],
  [
    'POST',
    `${PULLS}/{pull_request_id}/decline`,
    `${API}/pullrequests/2/decline`,
    {},
    200,
  ],
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
