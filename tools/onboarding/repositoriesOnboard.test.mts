import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createSourceRequire, root } from '../lib/workspace.mts';

const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
  '@backstage-bitbucket/bitbucket-cloud-stub',
) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

const WORKSPACE = 'harbour-bikes';
const WRITE_TOKEN = 'the-token-that-writes';

let folder: string;
let stub: Awaited<ReturnType<typeof createBitbucketCloudStub>>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-'));
  stub = await createBitbucketCloudStub();
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token: WRITE_TOKEN,
    scopes: ['repository:write', 'pullrequest:write'],
  });
});

after(async () => {
  await stub.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Access {
  owner?: string;
  token?: string;
}

/** Returns the arguments of Node.js that run the command with one provider, which reads the stub. */
function commandLine(args: string[], { owner, token }: Access): string[] {
  const config = join(folder, 'app-config.json');
  const provider = {
    workspace: WORKSPACE,
    baseUrl: stub.url,
    apiBaseUrl: stub.apiUrl,
    clientId: 'harbour-bikes-integration',
    clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
    ...(owner && { withoutFile: { owner } }),
  };
  writeFileSync(
    config,
    JSON.stringify({
      app: { title: 'Quayside', baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: 'http://localhost:7007',
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
      integrations: { bitbucketCloud: [{ token }] },
      scaffolder: { bitbucketCloud: { workspaces: [WORKSPACE] } },
      catalog: { providers: { bitbucketRepositories: { main: provider } } },
    }),
  );
  return [
    join(root, 'tools/onboarding/repositoriesOnboard.mts'),
    ...['--config', config, ...args],
  ];
}

async function onboard(args: string[], access: Access = {}) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    commandLine(args, access),
  );
  return stdout;
}

it('lists the repositories without a catalog file, and why nothing can be created', async () => {
  const stdout = await onboard(['--repository', 'tax-*']);
  assert.match(
    stdout,
    /^skip +harbour-bikes\/tax-tables +catalog-info\.yaml +tax-tables +No owner was found/m,
  );
  assert.match(
    stdout,
    /The portal cannot open pull requests: it has no credentials/,
  );
});

it('opens pull requests only with --write, and only once', async () => {
  const access = { owner: 'platform', token: WRITE_TOKEN };
  const chosen = ['--repository', 'tax-*', '--repository', 'ci-*'];
  const dryRun = await onboard(chosen, access);
  assert.match(
    dryRun,
    /^create +harbour-bikes\/ci-images .*group:default\/platform/m,
  );
  assert.match(dryRun, /^2 pull requests to create$/m);
  assert.match(dryRun, /Nothing was changed/);

  const first = await onboard([...chosen, '--write', '--max', '1'], access);
  assert.match(
    first,
    /^created +harbour-bikes\/ci-images .*http\S+\/ci-images\/pull-requests\/\d+$/m,
  );
  assert.match(first, /^1 pull requests created, 1 not analyzed$/m);

  const second = await onboard([...chosen, '--write'], access);
  assert.match(second, /^open +harbour-bikes\/ci-images /m);
  assert.match(second, /^created +harbour-bikes\/tax-tables /m);
  assert.match(second, /^1 pull requests created, 1 already open$/m);
});

it('completes the present repository after Ctrl-C', async () => {
  const access = { owner: 'platform', token: WRITE_TOKEN };
  const isCommit = { method: 'POST', path: '/2.0/repositories/*/*/src' };
  const { id } = stub.faults.add({ ...isCommit, latency: 2000 });
  const chosen = [
    '--repository',
    'booking-contracts',
    '--repository',
    'lock-*',
  ];
  const child = execFile(
    process.execPath,
    commandLine(['--write', ...chosen], access),
  );
  let stdout = '';
  child.stdout?.on('data', text => (stdout += text));
  const ended = once(child, 'close');
  for (let tries = 0; !stub.faults.get(id)?.hits && tries < 600; tries++) {
    await sleep(100);
  }
  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  stub.faults.remove(id);
  assert.match(stdout, /^created +harbour-bikes\/booking-contracts /m);
  assert.match(stdout, /^1 pull requests created, \d+ not analyzed$/m);
  assert.match(stdout, /^Stopped\. Run the command again to continue\.$/m);
});

it('fails with --write if it cannot write', async () => {
  await assert.rejects(
    onboard(
      ['--write', '--repository', 'design-*', '--repository', 'on-call-*'],
      {
        owner: 'platform',
      },
    ),
    /it has no credentials for Bitbucket under integrations\.bitbucketCloud/,
  );
});

it('rejects a wrong number', async () => {
  await assert.rejects(
    onboard(['--max', '0']),
    /--max accepts whole numbers from 1/,
  );
});
