import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';

// Runs in its own process, because the published package contains fixed hosts.
const PROGRAM = `
const {
  getBitbucketCloudDefaultBranch,
  getBitbucketCloudDownloadUrl,
  getBitbucketCloudFileFetchUrl,
  getBitbucketCloudRequestOptions,
} = require('@backstage/integration');
const repository = 'https://bitbucket.org/harbour-bikes/booking-api';

async function read(credentials) {
  const config = {
    host: 'bitbucket.org',
    apiBaseUrl: 'https://api.bitbucket.org/2.0',
    ...credentials,
  };
  const options = await getBitbucketCloudRequestOptions(config);
  const statusOf = async url => (await fetch(await url, options)).status;
  const file = getBitbucketCloudFileFetchUrl(repository + '/src/main/README.md', config);
  return {
    branch: await getBitbucketCloudDefaultBranch(repository, config),
    file: await statusOf(file),
    archive: await statusOf(getBitbucketCloudDownloadUrl(repository, config)),
  };
}

async function main() {
  const results = await Promise.all(JSON.parse(process.argv[1]).map(read));
  console.log(JSON.stringify(results));
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
`;

// An OAuth consumer, an email with an API token, and access tokens of a workspace and of a repository.
const CREDENTIALS = [
  {
    clientId: 'harbour-bikes-integration',
    clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
  },
  { username: 'mira.lindqvist@harbourbikes.example', token: 'of-mira' },
  { token: 'of-the-workspace' },
  { token: 'of-the-repository' },
];

describe('the published integration of Backstage', () => {
  it('reads files and archives with all kinds of credentials', async () => {
    const stub = await createBitbucketCloudStub({ seed: quietSeed() });
    const scopes = ['repository'];
    const [, { username: email }] = CREDENTIALS;
    const workspace = 'harbour-bikes';
    const repository = 'harbour-bikes/booking-api';
    stub.registerAccessToken({ token: 'of-mira', email, scopes });
    stub.registerAccessToken({ token: 'of-the-workspace', workspace, scopes });
    stub.registerAccessToken({
      token: 'of-the-repository',
      repository,
      scopes,
    });
    const proxy = new BitbucketProxy(stub.listener);
    const env = { PATH: process.env.PATH, ...(await proxy.listen()) };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', PROGRAM, '--', JSON.stringify(CREDENTIALS)],
      { cwd: __dirname, env },
    );
    await proxy.close();
    await stub.close();

    expect(JSON.parse(stdout)).toEqual(
      CREDENTIALS.map(() => ({ branch: 'main', file: 200, archive: 200 })),
    );
  }, 60_000);
});
