import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { promisify } from 'node:util';
import { createSourceRequire, root } from '../lib/workspace.mts';

const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
  '@backstage-bitbucket/bitbucket-cloud-stub',
) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

let folder: string;
let stub: Awaited<ReturnType<typeof createBitbucketCloudStub>>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'preview-'));
  stub = await createBitbucketCloudStub();
});

after(async () => {
  await stub.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a preview with one provider, which reads the stub. */
async function preview(command: string, key: string, args: string[] = []) {
  const config = join(folder, 'app-config.json');
  const provider = {
    workspace: 'harbour-bikes',
    baseUrl: stub.url,
    apiBaseUrl: stub.apiUrl,
    clientId: 'harbour-bikes-integration',
    clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
  };
  writeFileSync(
    config,
    JSON.stringify({
      backend: {
        baseUrl: 'http://localhost:7007',
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
      catalog: { providers: { [key]: { main: provider } } },
    }),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(root, 'tools/preview', command),
    ...['--config', config, ...args],
  ]);
  return stdout;
}

it('prints what the next run of a workspace would add, and writes the entities', async () => {
  const written = join(folder, 'entities.yaml');
  const stdout = await preview('workspacePreview.mts', 'bitbucketWorkspace', [
    '--write',
    written,
  ]);
  assert.match(stdout, /^add +user:default\/\S+ +Mira Lindqvist/m);
  assert.match(stdout, /\d+ to add, 0 to change, 0 to remove/);
  assert.match(readFileSync(written, 'utf8'), /^kind: Group$/m);
});

it('prints what the next run of repositories would add, and writes the Locations', async () => {
  const written = join(folder, 'locations.yaml');
  const stdout = await preview(
    'repositoriesPreview.mts',
    'bitbucketRepositories',
    ['--write', written],
  );
  assert.match(
    stdout,
    /^add +location:default\/generated-\w+ +https:\/\/bitbucket\.org\/harbour-bikes\/\S+\/catalog-info\.yaml$/m,
  );
  assert.match(stdout, /[1-9]\d* to add, 0 to change, 0 to remove/);
  assert.match(readFileSync(written, 'utf8'), /^kind: Location$/m);
});

it('lists the repositories that the next run would read', async () => {
  const stdout = await preview(
    'repositoriesPreview.mts',
    'bitbucketRepositories',
    ['--list'],
  );
  assert.match(stdout, /^read +harbour-bikes\/\S+/m);
  assert.match(
    stdout,
    /[1-9]\d* to read, 0 unchanged, 0 excluded by filters, about \d+ calls/,
  );
});
