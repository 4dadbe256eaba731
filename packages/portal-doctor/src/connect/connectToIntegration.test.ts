import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { productionSettings } from '../__testUtils__/productionConfig';
import { findFreePort } from '@backstage-bitbucket/test-kit';
import { connectToIntegration } from './connectToIntegration';
import { formatFinding } from '../findings/formatFindings';

const EMAIL = 'mira.lindqvist@harbourbikes.example';
const API_TOKEN = 'ATATT-of-mira-3391';
const ACCESS_TOKEN = 'ATCTT-of-the-workspace-3391';
const CONSUMER = { clientId: 'reader', clientSecret: 'secret-of-reader-3391' };

describe('the credentials for repositories', () => {
  let stub: BitbucketCloudStub;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ port: 0 });
    stub.registerAccessToken({
      token: API_TOKEN,
      email: EMAIL,
      scopes: ['repository'],
    });
    stub.registerAccessToken({
      token: ACCESS_TOKEN,
      workspace: 'harbour-bikes',
      scopes: ['repository'],
    });
    stub.registerAccessToken({
      token: 'ATATT-of-pull-requests-3391',
      email: EMAIL,
      scopes: ['account'],
    });
    stub.registerClient({
      id: CONSUMER.clientId,
      secret: CONSUMER.clientSecret,
      name: 'Reader',
      scopes: ['repository'],
      workspace: 'harbour-bikes',
      callbackUrl: 'https://portal.quayside.test/',
    });
  });

  afterAll(() => stub?.close());

  async function find(entry: object, workspaces: string[] = []) {
    const settings = await productionSettings({
      integrations: { bitbucketCloud: [entry] },
      scaffolder: { bitbucketCloud: { workspaces } },
    } as never);
    const found = await connectToIntegration(settings, {
      baseUrl: stub.url,
      apiBaseUrl: stub.apiUrl,
    });
    const lines = found.map(formatFinding);
    expect(lines.join()).not.toContain('3391');
    return lines;
  }

  describe.each([
    ['an API token', { username: EMAIL, token: API_TOKEN }],
    ['an access token of a workspace', { token: ACCESS_TOKEN }],
    ['an OAuth consumer', CONSUMER],
  ])('%s', (_, entry) => {
    it('pass the check if Bitbucket accepts them', async () => {
      expect(await find(entry)).toEqual([]);
    });

    it('pass the check if they list the repositories of a workspace', async () => {
      expect(await find(entry, ['harbour-bikes'])).toEqual([]);
    });
  });

  it('are not checked if none are configured', async () => {
    const before = stub.journal.entries().length;
    expect(await find({})).toEqual([]);
    expect(stub.journal.entries()).toHaveLength(before);
  });

  it.each([
    [{ username: EMAIL, token: 'ATATT-expired-3391' }],
    [{ username: 'jdoe', token: API_TOKEN }],
    [{ token: 'ATCTT-expired-3391' }],
  ])('fail the check if Bitbucket rejects them (%#)', async entry => {
    for (const workspaces of [[], ['harbour-bikes']]) {
      expect(await find(entry, workspaces)).toEqual([
        expect.stringMatching(
          /^integrations\.bitbucketCloud\[0\] has credentials that Bitbucket rejects\./,
        ),
      ]);
    }
  });

  it('report the reason why Bitbucket cannot be reached', async () => {
    const settings = await productionSettings({
      integrations: { bitbucketCloud: [{ token: 'ATCTT-3391' }] },
      scaffolder: { bitbucketCloud: { workspaces: [] } },
    } as never);
    const port = await findFreePort();
    const found = await connectToIntegration(settings, {
      baseUrl: stub.url,
      apiBaseUrl: `http://127.0.0.1:${port}/2.0`,
    });
    expect(found.map(formatFinding)).toEqual([
      expect.stringContaining(
        `could not be checked: fetch failed: connect ECONNREFUSED 127.0.0.1:${port}.`,
      ),
    ]);
  });

  it('fail the check if the secret of the consumer is wrong', async () => {
    expect(await find({ ...CONSUMER, clientSecret: 'other-3391' })).toEqual([
      expect.stringContaining('could not be checked'),
    ]);
  });

  it('fail the check if they cannot read repositories', async () => {
    const entry = { username: EMAIL, token: 'ATATT-of-pull-requests-3391' };
    expect(await find(entry, ['harbour-bikes'])).toEqual([
      expect.stringContaining(
        'cannot read the repositories of the workspace harbour-bikes',
      ),
    ]);
  });

  it('fail the check if the workspace does not exist', async () => {
    const entry = { username: EMAIL, token: API_TOKEN };
    expect(await find(entry, ['harbour-bikes', 'nowhere'])).toEqual([
      expect.stringContaining(
        'scaffolder.bitbucketCloud.workspaces contains nowhere',
      ),
    ]);
  });

  it('do not fail the check if Bitbucket is unavailable', async () => {
    stub.faults.add({ path: '/2.0/user', status: 503 });
    const found = await find({ token: ACCESS_TOKEN });
    stub.faults.clear();
    expect(found).toEqual([
      expect.stringContaining('Bitbucket responded with status 503'),
    ]);
  });
});
