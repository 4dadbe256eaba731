import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { registerConsumer } from './__testUtils__/createHarness';
import { startCatalog } from './__testUtils__/startCatalog';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

async function start(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  const portal = await startCatalog({
    stub,
    config: { groups: { projects: true } },
    root: { permission: { enabled: true } },
    features: [mockServices.permissions.factory({ result })],
  });
  const request = () =>
    fetch(`${portal.catalogUrl}/bitbucket/ingestion/bitbucketWorkspace`, {
      headers: { authorization: mockCredentials.user.header() },
    });
  const state = async () => (await (await request()).json()).states[0];
  return { ...portal, request, state };
}

it('returns the state of runs to administrators', async () => {
  const { backend, run, state } = await start(AuthorizeResult.ALLOW);
  await run();
  const { lastRun, ...rest } = await state();
  expect(rest).toMatchObject({
    provider: 'bitbucketWorkspace',
    id: 'main',
    workspace: 'harbour-bikes',
    budget: { used: lastRun.calls },
    problems: [],
  });
  expect(lastRun.result).toBe('succeeded');
  expect(Object.keys(lastRun.counts).slice(0, 4)).toEqual([
    'added',
    'changed',
    'removed',
    'held back',
  ]);

  stub.faults.add({
    path: '/2.0/workspaces/*/projects',
    merge: { size: 1, values: [{ name: 'Fleet' }] },
  });
  await run();
  const { lastRun: withProblems, problems } = await state();
  expect(withProblems).toMatchObject({ result: 'succeeded' });
  expect(problems).toContainEqual({
    subject: 'Fleet',
    message: expect.stringContaining('has a value that cannot be read'),
    since: expect.any(String),
  });

  stub.faults.clear();
  stub.faults.add({ path: '/2.0/workspaces/*/members', status: 403 });
  await run().catch(() => {});
  expect(await state()).toMatchObject({
    lastRun: {
      result: 'failed',
      failure: expect.stringContaining('the scope or the role is missing'),
    },
    lastSuccess: { result: 'succeeded' },
    problems,
  });
  await backend.stop();
});

it('rejects other users', async () => {
  const { backend, request } = await start(AuthorizeResult.DENY);
  expect((await request()).status).toBe(403);
  await backend.stop();
});
