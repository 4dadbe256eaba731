import {
  type BitbucketPullRequest,
  type BitbucketPullRequestDetails,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Entity } from '@backstage/catalog-model';
import { COMPONENTS, startPages } from './__testUtils__/startPages';

/** A component in a folder of the repository. */
const folder: Entity = {
  ...COMPONENTS[0],
  metadata: {
    name: 'folder',
    annotations: {
      'bitbucket.org/repo-slug': 'harbour-bikes/booking-api',
      'backstage.io/source-location':
        'url:https://bitbucket.org/harbour-bikes/booking-api/src/main/services/api/',
    },
  },
};

let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages({}, { entities: [...COMPONENTS, folder] });
});
afterAll(() => pages.stop());

const PATH = 'booking-api/pull-requests';

const publish = (key: string) =>
  pages.events.publish({
    topic: `bitbucketCloud.${key}`,
    eventPayload: { repository: { full_name: 'harbour-bikes/booking-api' } },
  });

async function open(branch: string, file: string, text: string) {
  const { id } = (await pages.stub.openPullRequest(
    'harbour-bikes',
    'booking-api',
    { title: branch, branch, files: { [file]: text } },
  )) as { id: number };
  await publish('pullrequest:created');
  return id;
}

async function details(id: number): Promise<BitbucketPullRequestDetails> {
  const { body, status } = await pages.get(`${PATH}/${id}`);
  expect(status).toBe(200);
  return body.data;
}

it('the list has the state of the pipelines, for one call for all pull requests', async () => {
  const id = await open('feature/a', 'a.md', 'one');
  pages.stub.runPipeline('harbour-bikes', 'booking-api', {
    branch: 'feature/a',
  });
  const calls = pages.calls();
  const { body } = await pages.get(PATH);
  const list: BitbucketPullRequest[] = body.data.pullRequests;
  expect(list.find(each => each.id === id)).toMatchObject({
    pipeline: 'running',
  });
  // One page of pull requests, and one of pipelines.
  expect(pages.calls()).toBe(calls + 2);
});

it('the details have checks and conflicts, and are read again after a push', async () => {
  const id = await open('feature/b', 'conflict.md', 'one');
  expect(await details(id)).toMatchObject({ conflicts: [] });
  const calls = pages.calls();
  await details(id);
  expect(pages.calls()).toBe(calls);
  await pages.stub.push('harbour-bikes', 'booking-api', {
    files: { 'conflict.md': 'two' },
  });
  await publish('repo:push');
  expect(await details(id)).toMatchObject({
    conflicts: ['conflict.md'],
    hasMoreConflicts: false,
  });
  expect(pages.calls()).toBe(calls + 3);
  pages.stub.runPipeline('harbour-bikes', 'booking-api', {
    branch: 'feature/b',
  });
  await publish('repo:commit_status_created');
  expect((await details(id)).checks).toEqual([
    {
      name: expect.any(String),
      state: 'running',
      url: expect.stringMatching(/^http/),
    },
  ]);
});

it('responds with 404 to a pull request of no list, without a call for it', async () => {
  const path = `${PATH}/999999`;
  await pages.get(path);
  const calls = pages.calls();
  expect(await pages.get(path)).toMatchObject({
    status: 404,
    body: {
      error: { message: expect.stringContaining('not one of those') },
    },
  });
  expect(pages.calls()).toBe(calls);
});

it.each(['0', '-1', 'x', '1e3', '99999999999'])(
  'responds with 400 to the number %s',
  async id => {
    expect((await pages.get(`${PATH}/${id}`)).status).toBe(400);
  },
);

describe('the pull requests of a folder', () => {
  const find = () => pages.get('folder/pull-requests/folder');

  it('are those that change a file in it, whose files are read once', async () => {
    const inside = await open('feature/in', 'services/api/deep/a.ts', '1');
    const outside = await open('feature/out', 'services/api-docs/a.ts', '1');
    const { body, status } = await find();
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ folder: 'services/api', unread: 0 });
    expect(body.data.ids).toContain(inside);
    expect(body.data.ids).not.toContain(outside);
    const calls = pages.calls();
    expect((await find()).body.data).toEqual(body.data);
    expect(pages.calls()).toBe(calls);
  });

  it('are read again after the next commit only, and are unread during an outage', async () => {
    pages.stub.faults.add({ path: '/2.0/**/diffstat', status: 503 });
    await open('feature/new', 'services/api/b.ts', '1');
    const { body, status } = await find();
    expect(status).toBe(200);
    expect(body.data.unread).toBe(1);
    pages.stub.faults.clear();
  });

  it('exist only for an entity that is a folder', async () => {
    const { status } = await pages.get(`${PATH}/folder`);
    expect(status).toBe(400);
  });
});
