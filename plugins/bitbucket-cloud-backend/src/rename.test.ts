import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  createMockDirectory,
  mockCredentials,
} from '@backstage/backend-test-utils';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { as, component, group, MIRA, user } from './__testUtils__/company';
import { startPages } from './__testUtils__/startPages';

const OTHER = 'a-token-that-administers';
const directory = createMockDirectory();
let pages: Awaited<ReturnType<typeof startPages>>;

const renamed = component('renamed', { repository: 'booking-web' });
Object.assign(renamed.metadata.annotations!, {
  'bitbucket.org/repo-uuid': '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b02}',
});
renamed.relations!.push({ type: 'ownedBy', targetRef: 'user:default/mock' });
const deleted = component('deleted', {
  owner: 'other',
  repository: 'fleet-map',
});
Object.assign(deleted.metadata.annotations!, {
  'bitbucket.org/repo-uuid': '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7c0b}',
});
const entities = [
  group('booking'),
  user('mira', MIRA),
  renamed,
  component('present', { repository: 'booking-front' }),
  component('without-uuid', { owner: 'other', repository: 'booking-web' }),
  component('unannounced', { owner: 'other', repository: 'price-library' }),
  deleted,
];

beforeAll(async () => {
  pages = await startPages({}, { entities });
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
    topic: 'bitbucketCloud.repo:updated',
    eventPayload: {
      repository: {
        full_name: 'harbour-bikes/booking-front',
        uuid: '{9E8D7C6B-5A49-4B3C-9D2E-1F0E9D8C7B02}',
      },
      changes: {
        full_name: {
          old: 'harbour-bikes/booking-web',
          new: 'harbour-bikes/booking-front',
        },
      },
    },
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

it('a renamed repository is on the page of its group and on the home page, once', async () => {
  const renamedTo = 'harbour-bikes/booking-front';
  for (const path of ['pull-requests', 'pipelines', 'environments']) {
    const { body } = await pages.ask(`groups/default/booking/${path}`);
    expect(body.data.answers).toMatchObject([
      {
        repository: 'harbour-bikes/booking-web',
        components: [{ title: 'The present' }, { title: 'The renamed' }],
        answer: { renamedTo },
      },
    ]);
    const tab = await pages.get(`present/${path}`);
    expect(body.data.answers[0].answer.channel).toBe(tab.body.channel);
  }
  const { body } = await pages.ask('home', as('mira'));
  expect(body.data.renamed).toMatchObject([
    { repository: 'harbour-bikes/booking-web', renamedTo },
  ]);
  const urls = [...body.data.reviews, ...body.data.pullRequests].map(
    ({ url }: { url: string }) => url,
  );
  expect(urls.some(url => url.includes('booking-front'))).toBe(true);
  expect(new Set(urls).size).toBe(urls.length);
});

it('entities without the uuid use that of the webhook', async () => {
  const { body } = await pages.get('without-uuid/pipelines');
  expect(body.renamedTo).toBe('harbour-bikes/booking-front');
});

it('entities without the uuid follow a rename without a webhook if their page was open before', async () => {
  await pages.get('unannounced/overview');
  await request('PUT', 'price-library', { name: 'Price Rules' });
  const { body } = await pages.get('unannounced/pull-requests?status=merged');
  expect(body.renamedTo).toBe('harbour-bikes/price-rules');
});

it('a renamed repository is in the index of the search', async () => {
  const { body } = await pages.ask(
    'search/pull-requests',
    mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:search'),
      targetPluginId: 'bitbucket-cloud',
    }),
  );
  expect(body.documents).toContainEqual(
    expect.objectContaining({
      entityRef: 'component:default/renamed',
      repository: 'harbour-bikes/booking-front',
    }),
  );
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
  const PERSONAL = 'the-token-of-a-person';
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
    const moving = await startPages({}, { stub, workspaces, entities });
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
        other: {
          workspace,
          workspaceAccessToken: TOKEN,
          pipelines: { actions: true },
        },
      });
      stub.runPipeline('adeyemi-consulting', 'booking-web', {});
      for (const path of ['pull-requests', 'pipelines', 'overview']) {
        const { body, status } = await moving.get(`renamed/${path}`);
        expect([path, status, body.renamedTo]).toEqual([
          path,
          200,
          'adeyemi-consulting/booking-web',
        ]);
      }
      const { body } = await moving.get('renamed/pipelines');
      expect(body.canAct).toBe(true);
      const [{ uuid }] = body.data;
      stub.registerAccessToken({
        token: PERSONAL,
        scopes: ['pipeline:write'],
        workspace: 'adeyemi-consulting',
      });
      expect(
        await moving.post(`renamed/pipelines/${uuid}/stop`, {
          token: PERSONAL,
        }),
      ).toMatchObject({ status: 200 });
      const stopped = await moving.get('renamed/pipelines');
      expect(stopped.body.data[0].state).toBe('stopped');
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
  await pages.events.publish({
    topic: 'bitbucketCloud.repo:deleted',
    eventPayload: { repository: { full_name: 'harbour-bikes/fleet-map' } },
  });
  const { status, body } = await pages.get('deleted/pull-requests');
  expect(status).toBe(503);
  expect(body.problem.kind).toBe('gone');
});
