import yaml from 'yaml';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formatBanner } from '../dev/banner.mts';
import type { CatalogEntity } from './catalogFiles.mts';
import { partsOf } from '../dev/parts.mts';
import { readWebhook } from '../dev/readWebhook.mts';
import { prepareSeed, type Person } from './people.mts';
import { createSourceRequire, root } from './workspace.mts';

function user(
  name: string,
  annotations: Record<string, string>,
  email?: string,
): CatalogEntity {
  return {
    kind: 'User',
    metadata: { name, annotations },
    spec: { profile: { displayName: `${name} the user`, email } },
  };
}

const mira = user('mira', {
  'bitbucket.org/user-id': ' {A1F0C3D2-5B6E-4C7A-9D10-0C2F4E6A8B01} ',
});
const known = (people: Person[]) =>
  people
    .filter(({ userRef }) => userRef)
    .map(({ displayName, userRef }) => [displayName, userRef]);

describe('the accounts of yarn dev', () => {
  it('are those of the seed, with their users in the catalog', () => {
    const { file, people } = prepareSeed([mira]);
    assert.equal(
      file,
      join(root, 'packages/bitbucket-cloud-stub/seed/harbour-bikes.yaml'),
    );
    assert.deepEqual(known(people), [['Mira Lindqvist', 'user:default/mira']]);
    assert.ok(people.length > 1);
  });

  it('contain every user of a custom catalog, by any identifier', async () => {
    const own = [
      user('ada.lovelace', {}, 'ada@acme.example'),
      user('Grace', { 'bitbucket.org/account-id': '5b10a2844c20165700ede21g' }),
      user('joan', { 'bitbucket.org/username': 'mira_lindqvist-2' }),
    ];
    const { file, people } = prepareSeed(own);
    assert.deepEqual(known(people).sort(), [
      ['Grace the user', 'user:default/grace'],
      ['ada.lovelace the user', 'user:default/ada.lovelace'],
      ['joan the user', 'user:default/joan'],
    ]);

    const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
      '@backstage-bitbucket/bitbucket-cloud-stub',
    ) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
    const stub = await createBitbucketCloudStub({ port: 0, seed: file });
    await stub.close();
  });

  it('are members of a workspace that the portal requires', async () => {
    const { file } = prepareSeed([mira], undefined, {
      allowedWorkspaces: ['globex', '{5d0c7a5e-0000-4b7e-8a3c-6e9b1f0d2a10}'],
    });
    const seed = yaml.parse(readFileSync(file, 'utf8'));
    const workspacesOf = (name: string) =>
      Object.keys(
        seed.people.find(
          (each: { display_name: string }) => each.display_name === name,
        ).workspaces,
      );
    assert.deepEqual(workspacesOf('Mira Lindqvist').slice(-2), [
      'globex',
      'workspace-5d0c7a5e',
    ]);
    assert.ok(!workspacesOf('Olu Adeyemi').includes('globex'));
    assert.match(
      prepareSeed([mira], undefined, { allowedWorkspaces: ['harbour-bikes'] })
        .file,
      /seed\/harbour-bikes\.yaml$/,
    );
    const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
      '@backstage-bitbucket/bitbucket-cloud-stub',
    ) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
    const stub = await createBitbucketCloudStub({ port: 0, seed: file });
    await stub.close();
  });

  it('come with a webhook to the portal', async () => {
    const files = ['app-config.yaml', 'app-config.stub.yaml'];
    const webhook = readWebhook(
      files.map(file => join(root, file)),
      'http://localhost:7007',
    );
    const { file } = prepareSeed([mira], undefined, { webhook });
    const [hook] = yaml.parse(readFileSync(file, 'utf8')).workspaces[0].hooks;
    assert.equal(
      hook.url,
      'http://localhost:7007/api/events/http/bitbucketCloud',
    );
    assert.match(hook.secret, /^not-a-secret/);
    const { createBitbucketCloudStub } = createSourceRequire(import.meta.url)(
      '@backstage-bitbucket/bitbucket-cloud-stub',
    ) as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
    const stub = await createBitbucketCloudStub({ port: 0, seed: file });
    await stub.close();
    assert.equal(readWebhook([join(root, 'app-config.yaml')], ''), undefined);
  });

  it('are only those of a custom seed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    try {
      const file = join(folder, 'seed.yaml');
      const account = { uuid: '{a}', account_id: 'a', username: 'a' };
      writeFileSync(
        file,
        JSON.stringify({
          workspaces: [{ slug: 'acme' }],
          people: [{ display_name: 'Ada', emails: [], ...account }],
        }),
      );
      const before = readFileSync(file, 'utf8');
      const prepared = prepareSeed([mira], file);
      assert.equal(prepared.file, file);
      assert.deepEqual(prepared.people, [
        {
          displayName: 'Ada',
          username: 'a',
          note: undefined,
          userRef: undefined,
        },
      ]);
      assert.equal(readFileSync(file, 'utf8'), before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('report a seed that cannot be read', () => {
    const file = '/nowhere/seed.yaml';
    assert.throws(
      () => prepareSeed([], file),
      /^Error: The seed \/nowhere\/seed\.yaml cannot be read: ENOENT/,
    );
  });

  it('are in the banner, separate from those that the portal rejects', () => {
    const banner = formatBanner({
      mode: 'stub',
      parts: partsOf('stub'),
      people: [
        {
          displayName: 'Olu',
          username: 'olu',
          note: 'Unknown',
          userRef: undefined,
        },
        {
          displayName: 'Mira L',
          username: 'mira',
          note: undefined,
          userRef: 'user:default/m',
        },
      ],
      hasProviders: false,
      seconds: 3,
    });
    assert.match(
      banner,
      /account at the stub:\n {2}Mira L {2}user:default\/m\nNot in the files of the catalog, so the portal rejects them:\n {2}Olu +Unknown\n/,
    );
  });
});
