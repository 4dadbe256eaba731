import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startPages } from './__testUtils__/startPages';

const OTHER = 'a-token-that-administers';
const directory = createMockDirectory();
let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());

async function request(method: string, path: string, body?: object) {
  pages.stub.registerAccessToken({
    token: OTHER,
    scopes: [
      'repository',
      'repository:write',
      'repository:admin',
      'repository:delete',
    ],
    workspace: 'harbour-bikes',
  });
  const response = await fetch(
    `${pages.stub.apiUrl}/repositories/harbour-bikes/${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${OTHER}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    },
  );
  expect(response.ok).toBe(true);
}

it('a renamed repository is found by its uuid, with a note about the new name', async () => {
  expect((await pages.get('renamed/pull-requests')).body.renamedTo).toBe(
    undefined,
  );
  await request('PUT', 'booking-web', { name: 'Booking Front' });
  await pages.events.publish({
    topic: 'bitbucketCloud.pullrequest:updated',
    eventPayload: { repository: { full_name: 'harbour-bikes/booking-web' } },
  });
  const { status, body } = await pages.get('renamed/pull-requests');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    renamedTo: 'harbour-bikes/booking-front',
    data: { pullRequests: expect.any(Array) },
  });
  expect(body.problem).toBeUndefined();
  // Webhooks contain the new name.
  await pages.events.publish({
    topic: 'bitbucketCloud.pullrequest:updated',
    eventPayload: { repository: { full_name: 'harbour-bikes/booking-front' } },
  });
  const calls = pages.calls();
  await pages.get('renamed/pull-requests');
  expect(pages.calls()).toBe(calls + 1);
});

/** Returns the path of a seed in which the other workspace has a project, which each repository needs. */
function seedWithProject(): string {
  const seed = readFileSync(
    join(
      dirname(
        require.resolve(
          '@backstage-bitbucket/bitbucket-cloud-stub/package.json',
        ),
      ),
      'seed/harbour-bikes.yaml',
    ),
    'utf8',
  );
  const project = [
    '  - workspace: adeyemi-consulting',
    '    key: NEW',
    "    uuid: '{7c3e9d10-4a5b-4c6d-8e7f-0a1b2c3d4e99}'",
    '    name: New',
    "    created_on: '2019-04-01T07:00:00.000000+00:00'",
  ].join('\n');
  directory.setContent({
    'seed.yaml': seed.replace(/^projects:$/m, `projects:\n${project}`),
  });
  return directory.resolve('seed.yaml');
}

describe('a repository that was moved to another workspace', () => {
  const TOKEN = 'a-token-of-the-new-workspace';
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: seedWithProject() });
    stub.registerAccessToken({
      token: TOKEN,
      scopes: ['pullrequest', 'pipeline'],
      workspace: 'adeyemi-consulting',
    });
  });

  /** Moves the repository after its page was open. */
  async function move(workspaces: Record<string, object>) {
    const moving = await startPages({}, { stub, workspaces });
    const before = await moving.get('renamed/overview');
    expect(before.status).toBe(200);
    stub.transfer('harbour-bikes', 'booking-web', {
      workspace: 'adeyemi-consulting',
    });
    await moving.events.publish({
      topic: 'bitbucketCloud.repo:transfer',
      eventPayload: {
        repository: {
          full_name: 'adeyemi-consulting/booking-web',
          uuid: '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b02}',
        },
        previous_workspace: { slug: 'harbour-bikes' },
      },
    });
    return moving;
  }

  it.each([
    ['slug', 'adeyemi-consulting'],
    ['uuid', '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a11}'],
  ])(
    'is followed to a workspace that is configured by its %s',
    async (_, workspace) => {
      const moving = await move({
        other: { workspace, workspaceAccessToken: TOKEN },
      });
      for (const path of ['pull-requests', 'pipelines', 'overview']) {
        const { body, status } = await moving.get(`renamed/${path}`);
        expect([path, status, body.renamedTo]).toEqual([
          path,
          200,
          'adeyemi-consulting/booking-web',
        ]);
      }
      await moving.stop();
    },
  );

  it('is not shown from a workspace that is not configured', async () => {
    const moving = await move({});
    const { body, status } = await moving.get('renamed/pull-requests');
    expect(status).toBe(503);
    expect(body.problem.kind).toBe('gone');
    expect(body.problem.message).toMatch(
      /^The repository is now in another workspace .* An administrator of the portal can add the workspace/,
    );
    await moving.stop();
  });
});

it('a repository that is gone is not found by its uuid', async () => {
  await request('DELETE', 'fleet-map');
  const { status, body } = await pages.get('deleted/pull-requests');
  expect(status).toBe(503);
  expect(body.problem.kind).toBe('gone');
});
