import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { bearerCredentials } from './BitbucketCredentials';
import { BitbucketPublishingClient } from './BitbucketPublishingClient';

const TOKEN = 'not-a-token-of-the-workspace-only-the-stub-accepts-it';

let stub: BitbucketCloudStub;
let client: BitbucketPublishingClient;

beforeAll(async () => {
  stub = await createBitbucketCloudStub();
  client = new BitbucketPublishingClient({
    workspace: 'harbour-bikes',
    apiBaseUrl: stub.apiUrl,
    credentials: bearerCredentials(TOKEN),
  });
});

beforeEach(() => stub.reset());
afterAll(() => stub.close());

const settings = {
  slug: 'ride-api',
  projectKey: 'BOOK',
  description: 'Rides',
  isPrivate: true,
};

describe('BitbucketPublishingClient', () => {
  it('creates an empty repository', async () => {
    expect(await client.createRepository(settings)).toMatchObject({
      slug: 'ride-api',
      isPrivate: true,
      description: 'Rides',
      project: { key: 'BOOK' },
    });
    expect(await client.listLatestCommits('ride-api', 2)).toEqual([]);
  });

  it('reports a repository that exists', async () => {
    const exists = { ...settings, slug: 'booking-api' };
    await expect(client.createRepository(exists)).rejects.toMatchObject({
      code: 'http',
      status: 400,
    });
  });

  it('returns the latest commits, the newest first', async () => {
    await stub.push('harbour-bikes', 'booking-api', {
      message: 'docs: more',
      files: { 'README.md': 'more' },
    });
    const commits = await client.listLatestCommits('booking-api', 2);
    expect(commits).toHaveLength(2);
    expect(commits[0].message).toContain('docs: more');
  });

  it('enables pipelines', async () => {
    await client.setPipelines('booking-api', true);
    const response = await fetch(
      `${stub.apiUrl}/repositories/harbour-bikes/booking-api/pipelines_config`,
      { headers: { authorization: `Bearer ${TOKEN}` } },
    );
    expect(await response.json()).toMatchObject({ enabled: true });
  });

  it('does not repeat a change after a temporary error', async () => {
    stub.faults.add({ method: 'POST', status: 503 });
    await expect(client.createRepository(settings)).rejects.toMatchObject({
      status: 503,
    });
    expect(stub.journal.entries({ method: 'POST' })).toHaveLength(1);
  });
});
