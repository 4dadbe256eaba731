import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createCredentials } from './config/credentialsConfig';
import { BitbucketRepositoryFactsClient } from './BitbucketRepositoryFactsClient';

let stub: BitbucketCloudStub;
let client: BitbucketRepositoryFactsClient;

beforeAll(async () => {
  stub = await createBitbucketCloudStub();
  client = new BitbucketRepositoryFactsClient({
    apiBaseUrl: stub.apiUrl,
    baseUrl: stub.url,
    workspace: 'harbour-bikes',
    credentials: createCredentials(
      {
        kind: 'consumer',
        clientId: 'harbour-bikes-pages',
        clientSecret: 'not-a-secret-for-pages-only-the-stub-accepts-it',
      },
      { baseUrl: stub.url, timeoutMs: 10_000 },
    ),
  });
});

afterAll(() => stub.close());

const calls = () => stub.journal.entries({ path: '/2.0/**' }).length;

describe('BitbucketRepositoryFactsClient', () => {
  it('reads the facts about a repository with four calls', async () => {
    const before = calls();
    await expect(client.read('lock-firmware')).resolves.toEqual({
      url: `${stub.url}/harbour-bikes/lock-firmware`,
      uuid: '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7c06}',
      mainBranch: 'master',
      readmeUrl: `${stub.url}/harbour-bikes/lock-firmware/src/master/README.md`,
      codeOwners: {
        url: `${stub.url}/harbour-bikes/lock-firmware/src/master/.bitbucket/CODEOWNERS`,
        owners: ['aiko.tanaka@harbourbikes.example'],
        hasMore: false,
      },
      defaultReviewers: expect.arrayContaining([
        { name: 'Aiko Tanaka', uuid: expect.stringMatching(/^\{.+\}$/) },
      ]),
    });
    expect(calls() - before).toBe(4);
  });

  it('reads a repository without code owners with three calls', async () => {
    const before = calls();
    const { codeOwners } = await client.read('lock-gateway');
    expect(codeOwners).toBeUndefined();
    expect(calls() - before).toBe(3);
  });

  it('reads the main branches of many repositories with one call, which saves one for each', async () => {
    const before = calls();
    const branches = await client.listMainBranches();
    expect(calls() - before).toBe(1);
    const main = branches['lock-gateway'];
    expect(main).toMatchObject({ name: 'main' });
    await expect(
      client.read('lock-gateway', { mainBranch: main }),
    ).resolves.toEqual(await client.read('lock-gateway'));
    expect(calls() - before).toBe(1 + 2 + 3);
  });

  it('reads only the default reviewers of an empty repository', async () => {
    const before = calls();
    const facts = await client.read('lock-gateway', { mainBranch: null });
    expect(facts.mainBranch).toBeUndefined();
    expect(calls() - before).toBe(1);
  });

  it('fails for a missing repository', async () => {
    await expect(client.read('nothing')).rejects.toMatchObject({
      status: 404,
    });
  });

  it('reads the statuses of the latest commit of a branch', async () => {
    const statuses = await client.readStatuses({
      slug: 'booking-api',
      name: 'main',
    });
    expect(statuses[0]).toMatchObject({
      name: expect.any(String),
      state: expect.stringMatching(/^(successful|failed|running)$/),
    });
    await expect(
      client.readStatuses({ slug: 'booking-api', name: 'no-such-branch' }),
    ).resolves.toEqual([]);
  });

  it.each([
    ['booking-api', 'main', 'catalog-info.yaml', true],
    ['booking-api', 'pricing/weekend-tariff', 'README.md', true],
    ['booking-api', 'main', 'deleted.yaml', false],
    ['booking-api', 'no/branch', 'README.md', false],
    ['nothing', 'main', 'README.md', false],
  ])('reads in %s, %s the file %s', async (...row) => {
    const [slug, branch, path, isThere] = row;
    const text = await client.readFile(slug, { branch, path });
    expect(typeof text).toBe(isThere ? 'string' : 'undefined');
  });
});
