import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call } from '../__testUtils__/restClient';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';

// Runs in its own process, because the published module contains fixed hosts.
const PROGRAM = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { ScmIntegrations } = require('@backstage/integration');
const {
  createPublishBitbucketCloudAction,
  createPublishBitbucketCloudPullRequestAction,
} = require('@backstage/plugin-scaffolder-backend-module-bitbucket-cloud');
const [folder, credentials] = process.argv.slice(1);
const config = new ConfigReader({
  integrations: { bitbucketCloud: [JSON.parse(credentials)] },
});
const options = { config, integrations: ScmIntegrations.fromConfig(config) };
const silent = () => {};
const outputs = {};
let folders = 0;
const makeFolder = async () => {
  const made = join(folder, String(folders++));
  mkdirSync(made);
  return made;
};

async function main() {
  const workspacePath = await makeFolder();
  const run = (action, input) =>
    action.handler({
      input: { repoUrl: 'bitbucket.org?workspace=harbour-bikes&project=BOOK&repo=fresh', ...input },
      workspacePath,
      logger: { debug: silent, info: silent, warn: silent, error: console.error },
      checkpoint: ({ fn }) => fn(),
      createTemporaryDirectory: makeFolder,
      output: (name, value) => { outputs[name] = value; },
    });
  writeFileSync(join(workspacePath, 'README.md'), 'fresh');
  await run(createPublishBitbucketCloudAction(options), { defaultBranch: 'main' });
  writeFileSync(join(workspacePath, 'more.md'), 'more');
  await run(createPublishBitbucketCloudPullRequestAction(options), {
    title: 'More',
    description: 'Add a file',
    sourceBranch: 'more',
  });
  console.log(JSON.stringify(outputs));
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
`;

describe('the published actions of software templates', () => {
  it.each<[string, object]>([
    [
      'an OAuth consumer',
      {
        clientId: 'harbour-bikes-repositories',
        clientSecret: 'not-a-secret-for-repositories-only-the-stub-accepts-it',
      },
    ],
    [
      'an email and an API token',
      {
        username: 'mira.lindqvist@harbourbikes.example',
        token: 'not-a-token-of-mira-only-the-stub-accepts-it',
      },
    ],
    [
      'a workspace access token',
      { token: 'not-a-token-of-the-workspace-only-the-stub-accepts-it' },
    ],
  ])(
    'publish a repository and a pull request with %s',
    async (_, credentials) => {
      const folder = await mkdtemp(join(tmpdir(), 'scaffolder-'));
      const stub = await createBitbucketCloudStub({ seed: quietSeed() });
      const proxy = new BitbucketProxy(stub.listener);
      const env = { PATH: process.env.PATH, ...(await proxy.listen()) };
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['-e', PROGRAM, '--', folder, JSON.stringify(credentials)],
        { cwd: __dirname, env },
      );
      const token = 'not-a-token-of-the-workspace-only-the-stub-accepts-it';
      const path = '/repositories/harbour-bikes/fresh';
      const main = await call(stub, token, `${path}/commits/main`);
      const file = await call(stub, token, `${path}/src/more/more.md`);
      const pulls = await call(stub, token, `${path}/pullrequests`);
      await proxy.close();
      await stub.close();
      await rm(folder, { recursive: true });
      const outputs = JSON.parse(stdout);

      expect(main.body.values).toMatchObject([{ hash: outputs.commitHash }]);
      expect(file.text).toBe('more');
      expect(pulls.body.values).toMatchObject([
        {
          title: 'More',
          links: {
            html: { href: `${stub.url}/harbour-bikes/fresh/pull-requests/1` },
          },
        },
      ]);
      // Backstage sees the hosts of Bitbucket, so its URLs have them too.
      const web = 'https://bitbucket.org/harbour-bikes/fresh';
      expect(outputs).toMatchObject({
        remoteUrl: `${web}.git`,
        repoContentsUrl: `${web}/src/main`,
        pullRequestUrl: `${web}/pull-requests/1`,
      });
    },
    60_000,
  );
});
