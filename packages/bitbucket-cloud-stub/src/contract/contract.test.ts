import {
  call,
  clientToken,
  send,
  sendWith,
  tokenOf,
} from '../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import { REST_ENDPOINTS } from '../rest/endpoints';
import {
  ANSWERS,
  API,
  CALLED_BELOW,
  CHANGES,
  HB,
  HOOK,
  MIRA,
  PULL_REQUEST,
  REPOSITORY,
  WITHOUT_SCHEMA,
  WORKSPACE,
} from '../__testUtils__/operations';
import { OpenApi } from '../__testUtils__/OpenApi';
import { NEW } from '../__testUtils__/seededPullRequests';

const DOCUMENT = process.env.BITBUCKET_OPENAPI;
const WHY_NOT =
  'BITBUCKET_OPENAPI is not set: it names the file of Atlassian’s OpenAPI document';

it('calls every supported endpoint', () => {
  const called = [
    ...ANSWERS.map(([path]) => `GET ${path}`),
    ...WITHOUT_SCHEMA,
    ...CALLED_BELOW,
  ];

  expect(called.sort()).toEqual(
    REST_ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

const whenThere = DOCUMENT === undefined ? describe.skip : describe;
const reason = DOCUMENT === undefined ? ` (did not run: ${WHY_NOT})` : '';

if (DOCUMENT === undefined) {
  console.log(`The contract tests did not run. ${WHY_NOT}.`);
}

whenThere(`the contract with Atlassian${reason}`, () => {
  let openApi: OpenApi;
  let stub: BitbucketCloudStub;
  let token: string;

  beforeAll(async () => {
    openApi = new OpenApi(DOCUMENT!);
    stub = await createBitbucketCloudStub();
    token = await tokenOf(stub, 'mira_lindqvist');
    await send(stub, token, `${API}/hooks`, HOOK);
    await send(stub, token, `${API}/pullrequests`, PULL_REQUEST);
    const put = sendWith('PUT', stub, token);
    await put(`${API}/default-reviewers/${MIRA}`, {});
  });

  afterAll(async () => {
    await stub.close();
  });

  it.each(ANSWERS.flatMap(([path, ...all]) => all.map(each => [path, each])))(
    'GET %s: %s',
    async (path, address) => {
      const { status, body } = await call(stub, token, address);

      expect(status).toBe(200);
      expect(openApi.findProblems('GET', path, 200, body)).toEqual([]);
    },
  );

  it.each(WITHOUT_SCHEMA)('has no schema for %s', operation => {
    const [method, path] = operation.split(' ');

    expect(openApi.hasOperation(method, path)).toBe(true);
    // The document has a schema for the page to which src redirects, but not for src.
    expect(openApi.hasSchema(method, path, 200)).toBe(
      operation === `GET ${REPOSITORY}/src`,
    );
  });

  it.each([
    [`${REPOSITORY}/hooks`, `${API}/hooks`],
    [`${WORKSPACE}/hooks`, `${HB}/hooks`],
  ])('POST, GET and PUT of a webhook at %s', async (path, address) => {
    const created = await send(stub, token, address, HOOK);
    const one = `${address}/${created.body.uuid}`;
    const { body } = await call(stub, token, one);
    const changed = await sendWith('PUT', stub, token)(one, { active: false });

    expect(openApi.findProblems('POST', path, 201, created.body)).toEqual([]);
    expect(openApi.findProblems('GET', `${path}/{uid}`, 200, body)).toEqual([]);
    expect(
      openApi.findProblems('PUT', `${path}/{uid}`, 200, changed.body),
    ).toEqual([]);
  });

  it.each(CHANGES)('%s %s: %s', async (method, path, address, body, status) => {
    const answer = await sendWith(method, stub, token)(address, body);

    expect(answer.status).toBe(status);
    expect(openApi.findProblems(method, path, status, answer.body)).toEqual([]);
  });

  it.each(['comments', 'tasks'])('POST, GET and PUT of %s', async kind => {
    const path = `${REPOSITORY}/pullrequests/{pull_request_id}/${kind}`;
    const item = `${path}/{${kind.slice(0, -1)}_id}`;
    const content = { content: { raw: 'Rename it' } };
    const created = await send(stub, token, `${NEW}/${kind}`, content);
    const one = `${NEW}/${kind}/${created.body.id}`;
    const { body } = await call(stub, token, one);
    const changed = await sendWith('PUT', stub, token)(one, content);
    const problems = [
      ...openApi.findProblems('POST', path, 201, created.body),
      ...openApi.findProblems('GET', item, 200, body),
      ...openApi.findProblems('PUT', item, 200, changed.body),
    ];

    // A task consists of three schemas in the document, each of which forbids the fields of the others.
    expect(
      problems.filter(
        each => kind === 'comments' || !/additional properties/.test(each),
      ),
    ).toEqual([]);
  });

  it('resolves a comment', async () => {
    const path = `${REPOSITORY}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve`;
    const content = { content: { raw: 'Rename it' } };
    const { body } = await send(stub, token, `${NEW}/comments`, content);
    const address = `${NEW}/comments/${body.id}/resolve`;
    const resolved = await send(stub, token, address, {});

    expect(openApi.findProblems('POST', path, 200, resolved.body)).toEqual([]);
  });

  it('GET of a build status and of a deployment', async () => {
    const list = await call(stub, token, `${API}/deployments?pagelen=1`);
    const [{ uuid }] = list.body.values;
    const deployment = await call(stub, token, `${API}/deployments/${uuid}`);
    const statuses = `${API}/commit/main/statuses`;
    await send(stub, token, `${statuses}/build`, {
      ...{ key: 'X', state: 'STOPPED', url: 'https://ci.example' },
    });
    const status = await call(stub, token, `${statuses}/build/X`);

    expect(
      openApi.findProblems(
        'GET',
        `${REPOSITORY}/deployments/{deployment_uuid}`,
        200,
        deployment.body,
      ),
    ).toEqual([]);
    expect(
      openApi.findProblems(
        'GET',
        `${REPOSITORY}/commit/{commit}/statuses/build/{key}`,
        200,
        status.body,
      ),
    ).toEqual([]);
  });

  it.each(['README.md', 'docs'])('format=meta of %s', async path => {
    const address = `${API}/src/main/${path}?format=meta`;
    const { body } = await call(stub, token, address);

    // The document defines the schema of a page for this response, which does not match its own example.
    expect(openApi.findProblemsBySchema('treeentry', body)).toEqual([]);
  });

  it('detects an invalid response', () => {
    expect(openApi.findProblems('GET', '/user', 200, { uuid: 1 })).toEqual([
      expect.stringContaining("must have required property 'type'"),
      '/uuid must be string {"type":"string"}',
    ]);
  });

  it('a client without a user', async () => {
    const { body } = await call(stub, await clientToken(stub), '/user');

    expect(openApi.findProblems('GET', '/user', 200, body)).toEqual([]);
    expect(openApi.findProblemsBySchema('app_user', body)).toEqual([]);
  });

  it.each([
    [400, `${HB}/members?q=nonsense`],
    [401, '/user?access_token=x'],
    [404, '/workspaces/nowhere'],
    [404, `${API}/src/none/x`],
    [410, '/workspaces'],
    [501, '/nonsense'],
  ])('the error %s', async (status, address) => {
    const answer = await call(stub, token, address);

    expect(answer.status).toBe(status);
    expect(openApi.findProblemsBySchema('error', answer.body)).toEqual([]);
  });

  it('the error 403, except for the detail of real Bitbucket responses', async () => {
    const narrow = await tokenOf(stub, 'mira_lindqvist', ['webhook']);
    const { status, body } = await call(stub, narrow, '/user');

    expect(status).toBe(403);
    expect(openApi.findProblemsBySchema('error', body)).toEqual([
      '/error/detail must be string {"type":"string"}',
    ]);
  });

  it('requires the scopes in the document', () => {
    const asked = REST_ENDPOINTS.map(({ method, path, scopes }) => [
      `${method} ${path}`,
      scopes,
    ]);
    const named = REST_ENDPOINTS.map(({ method, path }) => [
      `${method} ${path}`,
      openApi.scopesOf(method, path),
    ]);

    expect(asked).toEqual(named);
  });
});
