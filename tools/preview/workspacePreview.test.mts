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

it('prints what the next run would add, and writes the entities', async () => {
  const config = join(folder, 'app-config.json');
  const written = join(folder, 'entities.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      backend: {
        baseUrl: 'http://localhost:7007',
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
      catalog: {
        providers: {
          bitbucketWorkspace: {
            main: {
              workspace: 'harbour-bikes',
              baseUrl: stub.url,
              apiBaseUrl: stub.apiUrl,
              clientId: 'harbour-bikes-integration',
              clientSecret: 'not-a-secret-either-only-the-stub-accepts-it',
            },
          },
        },
      },
    }),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(root, 'tools/preview/workspacePreview.mts'),
    ...['--config', config, '--write', written],
  ]);
  assert.match(stdout, /^add +user:default\/\S+ +Mira Lindqvist/m);
  assert.match(stdout, /\d+ to add, 0 to change, 0 to remove/);
  assert.match(readFileSync(written, 'utf8'), /^kind: Group$/m);
});
