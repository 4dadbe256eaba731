import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createSourceRequire, root } from '../lib/workspace.mts';

const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
  '@backstage-bitbucket/bitbucket-cloud-stub',
) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

const SECRET = 'a-secret-that-only-this-test-uses';
const TOKEN = 'an-access-token-of-the-workspace';
const HOOKS = '/workspaces/harbour-bikes/hooks';
const SCOPES = ['webhook', 'repository', 'pullrequest', 'project'];

let folder: string;
let stub: Awaited<ReturnType<typeof createBitbucketCloudStub>>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhooks-'));
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  allow(SCOPES);
});
after(async () => {
  await stub.close();
  rmSync(folder, { recursive: true, force: true });
});

function allow(scopes: string[]) {
  const workspace = 'harbour-bikes';
  stub.registerAccessToken({ token: TOKEN, scopes, workspace });
}

interface Output {
  stdout: string;
  stderr: string;
  code?: number;
}

/** Runs the command. Its output must not contain the secret or the token. */
async function setUp(
  args: string[] = [],
  environment: object = { BITBUCKET_ACCESS_TOKEN: TOKEN },
  webhooks: object = { webhookSecrets: [SECRET] },
): Promise<Output> {
  const config = join(folder, 'app-config.json');
  writeFileSync(
    config,
    JSON.stringify({
      app: { title: 'Quayside' },
      auth: {
        environment: 'test',
        providers: { bitbucket: { test: { apiBaseUrl: stub.apiUrl } } },
      },
      backend: { baseUrl: 'https://portal.harbourbikes.com' },
      catalog: {
        providers: {
          bitbucketWorkspace: {
            main: {
              workspace: 'harbour-bikes',
              apiBaseUrl: stub.apiUrl,
              baseUrl: stub.url,
              workspaceAccessToken: TOKEN,
            },
          },
        },
      },
      events: { modules: { bitbucketCloud: webhooks } },
    }),
  );
  const command = join(root, 'tools/webhooks/webhooksSetup.mts');
  const output: Output = await promisify(execFile)(
    process.execPath,
    [command, '--config', config, ...args],
    { env: { PATH: process.env.PATH, ...environment } },
  ).catch(error => error);
  assert.doesNotMatch(
    output.stdout + output.stderr,
    /only-this-test|an-access/,
  );
  return output;
}

async function listHooks() {
  const response = await fetch(`${stub.apiUrl}${HOOKS}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return (await response.json()).values;
}

describe('webhooks:setup', () => {
  it('changes nothing without --apply', async () => {
    const { stdout, stderr } = await setUp();
    assert.match(stdout, /^harbour-bikes: a webhook is created/);
    assert.match(
      stdout,
      /https:\/\/portal\.harbourbikes\.com\/api\/events\/http\/bitbucketCloud/,
    );
    assert.match(stdout, /Nothing was changed/);
    assert.doesNotMatch(stderr, /Warning/);
    assert.deepEqual(await listHooks(), []);
  });

  it('creates a webhook, and only then finds nothing to change', async () => {
    const { stdout } = await setUp(['--apply']);
    assert.match(stdout, /the webhook \{.*\} is created/);
    const [hook, ...others] = await listHooks();
    assert.deepEqual(others, []);
    assert.equal(hook.description, 'Quayside');
    assert.equal(hook.secret_set, true);
    assert.ok(hook.events.includes('repo:transfer'));
    assert.match((await setUp()).stdout, /other settings do not change/);
    assert.match((await setUp(['--apply'])).stdout, /is up to date/);
    assert.equal((await listHooks()).length, 1);
  });

  it('uses the credentials of the provider', async () => {
    const { stdout } = await setUp([], {});
    assert.match(stdout, /a webhook is created/);
  });

  it('sets the first secret, which then signs the webhooks', async () => {
    const webhookSecrets = ['the-next-secret-of-this-test', SECRET];
    const requests: { signature: unknown; body: string }[] = [];
    const listener = createServer(async (request, response) => {
      const signature = request.headers['x-hub-signature'];
      requests.push({ signature, body: await text(request) });
      response.writeHead(202).end();
    });
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const { port } = listener.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/hook`;
    await setUp(['--apply', '--url', url], undefined, { webhookSecrets });
    await stub.push('harbour-bikes', 'booking-api', {
      files: { 'README.md': 'new' },
    });
    listener.close();
    const [{ signature, body }, ...others] = requests;
    assert.deepEqual(others, []);
    const digest = createHmac('sha256', webhookSecrets[0]).update(body);
    assert.equal(signature, `sha256=${digest.digest('hex')}`);
  });

  it('names the missing scopes', async () => {
    allow(['repository']);
    const { code, stderr } = await setUp();
    assert.equal(code, 1);
    assert.match(stderr, /lack one of these scopes: webhook/);
  });

  it('requires an administrator', async () => {
    stub.registerAccessToken({
      token: 'api-token-of-tomas',
      scopes: SCOPES,
      email: 'tomas.reyes@harbourbikes.example',
    });
    const { code, stderr } = await setUp([], {
      ATLASSIAN_EMAIL: 'tomas.reyes@harbourbikes.example',
      BITBUCKET_API_TOKEN: 'api-token-of-tomas',
    });
    assert.equal(code, 1);
    assert.match(stderr, /Only administrators of the workspace/);
  });

  it('explains credentials that are not valid', async () => {
    const { code, stderr } = await setUp([], {
      BITBUCKET_ACCESS_TOKEN: 'wrong',
    });
    assert.equal(code, 1);
    assert.match(stderr, /credentials are not valid any more/);
  });

  it('explains an unknown workspace', async () => {
    const { code, stderr } = await setUp(['--workspace', 'globex']);
    assert.equal(code, 1);
    assert.match(stderr, /globex: .*The workspace does not exist/);
  });

  it('warns about an address that Bitbucket cannot reach', async () => {
    const url = 'http://localhost:7007/hook';
    const { stderr } = await setUp(['--url', url]);
    assert.match(stderr, /Warning: .*is not https/);
    assert.match(stderr, /Warning: localhost is not reachable/);
  });

  it('requires a secret, and complete credentials', async () => {
    const noSecret = await setUp([], undefined, {});
    assert.match(noSecret.stderr, /has no secret/);
    const half = await setUp([], { BITBUCKET_API_TOKEN: 'x' });
    assert.match(half.stderr, /Set both, or neither/);
  });
});
