import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { namesOfVariables } from '../lib/sample-environment.mts';
import { requireFrom, root } from '../lib/workspace.mts';
import { runDoctor } from './run-doctor.mts';

const { parse } = requireFrom('packages/backend')(
  'yaml',
) as typeof import('yaml');

/** The configuration of the tests: the files at the top of the repository belong to the company. */
const production = ['app-config.yaml', 'app-config.production.yaml'].map(name =>
  join(root, 'packages/backend/src/__testUtils__/portal', name),
);

const compose = join(root, 'deploy/compose');
const host = 'portal.quayside.test';

type Mount = { source: string; target: string } | string;
type Service = {
  image: string;
  secrets?: Mount[];
  configs?: Mount[];
  networks?: string[];
  depends_on?: Record<string, unknown>;
  deploy?: { replicas: number };
  user?: string;
};
const file: {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  configs: Record<string, { file: string }>;
  networks: Record<string, unknown>;
} = parse(readFileSync(join(compose, 'compose.yaml'), 'utf8'), { merge: true });

const nameOf = (mount: Mount) =>
  typeof mount === 'string' ? mount : mount.source;

const OPTIONAL_SECRETS = [
  'bitbucket_cloud_username',
  'bitbucket_cloud_token',
  'bitbucket_workspace_client_id',
  'bitbucket_workspace_client_secret',
];

let folder: string;
const secrets = () => join(folder, 'secrets');

function makeSecrets(): string {
  return execFileSync(join(compose, 'make-secrets.sh'), [host, secrets()], {
    encoding: 'utf8',
    env: {
      ...process.env,
      AUTH_BITBUCKET_CLIENT_ID: 'kT3mZ8qLw5Rb2NcXyV',
      AUTH_BITBUCKET_CLIENT_SECRET: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
    },
  });
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'compose-'));
  makeSecrets();
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('make-secrets.sh', () => {
  it('makes every secret that compose.yaml mounts, in a folder of its owner alone', () => {
    const wanted = Object.values(file.secrets).map(secret =>
      secret.file.replace('./secrets/', ''),
    );
    assert.deepEqual(readdirSync(secrets()).sort(), wanted.sort());
    assert.equal(statSync(secrets()).mode % 0o1000, 0o700);
  });

  it('changes none that is there', () => {
    const read = () =>
      readdirSync(secrets()).map(name =>
        readFileSync(join(secrets(), name), 'utf8'),
      );
    const first = read();
    makeSecrets();
    assert.deepEqual(read(), first);
  });
});

describe('compose.yaml', () => {
  it('pins each image, and runs two portals', () => {
    for (const { image } of Object.values(file.services)) {
      assert.match(image, /:(\$\{PORTAL_VERSION:-local\}|\d+\.\d+.*)$/);
    }
    assert.equal(file.services.portal.deploy?.replicas, 2);
  });

  it('mounts, waits for and joins only what it defines, and what is there', () => {
    for (const service of Object.values(file.services)) {
      for (const mount of service.secrets ?? []) {
        assert.ok(nameOf(mount) in file.secrets, nameOf(mount));
      }
      for (const mount of service.configs ?? []) {
        assert.ok(nameOf(mount) in file.configs, nameOf(mount));
      }
      for (const name of service.networks ?? []) {
        assert.ok(name in file.networks, name);
      }
      for (const name of Object.keys(service.depends_on ?? {})) {
        assert.ok(name in file.services, name);
      }
    }
    for (const config of Object.values(file.configs)) {
      assert.ok(existsSync(resolve(compose, config.file)), config.file);
    }
  });

  it('names optional secrets, which are empty at first', () => {
    for (const name of OPTIONAL_SECRETS) {
      assert.equal(readFileSync(join(secrets(), name), 'utf8'), '');
    }
    execFileSync(join(compose, 'make-secrets.sh'), [host, secrets()], {
      env: { ...process.env, BITBUCKET_CLOUD_TOKEN: 'token-of-the-workspace' },
    });
    const token = join(secrets(), 'bitbucket_cloud_token');
    assert.equal(readFileSync(token, 'utf8'), 'token-of-the-workspace');
    writeFileSync(token, '');
  });

  it('configures a portal that the doctor finds fit', () => {
    const overlay = join(folder, 'app-config.compose.yaml');
    const text = readFileSync(join(compose, 'app-config.compose.yaml'), 'utf8');
    writeFileSync(overlay, text.replaceAll('/run/secrets', secrets()));
    const { status, stdout } = runDoctor(
      [...production, overlay].flatMap(each => ['--config', each]),
      { APP_BASE_URL: `https://${host}` },
    );
    assert.match(stdout, /The configuration is fit for production/);
    assert.equal(status, 0);
  });

  it('lets the portal read the secrets that its configuration names', () => {
    const text = readFileSync(join(compose, 'app-config.compose.yaml'), 'utf8');
    const script = readFileSync(join(compose, 'start-portal.sh'), 'utf8');
    const passed = script.matchAll(/^pass \w+ (\w+)$/gm);
    const named = text.matchAll(/\$file: \/run\/secrets\/(\w+)/g);
    const names = [...named, ...passed].map(([, name]) => name);
    assert.deepEqual(
      [...new Set(names)].sort(),
      file.services.portal.secrets?.map(nameOf).sort(),
    );
  });
});

describe('docs/production.md', () => {
  const text = readFileSync(join(root, 'docs/production.md'), 'utf8');
  const commands = Array.from(
    text.matchAll(/```sh\n([\s\S]*?)```/g),
    ([, block]) => block.trim().split('\n'),
  ).flat();

  /** Who runs it, or why it can only be looked at here. */
  const known: [RegExp, string][] = [
    [/^\.\/yarnw config:check$/, '.ci/run'],
    [/^\.\/yarnw config:doctor$/, 'below'],
    [/^\.\/yarnw image:build$/, 'image:check, with its options'],
    [
      /^docker run --read-only --tmpfs \/tmp --env-file portal\.env --publish 7007:7007 portal$/,
      'image:check, without an engine',
    ],
    [
      /^\.\/yarnw config:doctor --connect$/,
      'packages/backend, doctor/connectTo*.test.ts',
    ],
    [
      /^\.\/deploy\/compose\/make-secrets\.sh portal\.your-company\.com$/,
      'above',
    ],
    [/^export APP_BASE_URL=https:\/\/portal\.your-company\.com$/, 'above'],
    [
      /^docker compose --file deploy\/compose\/compose\.yaml (up --detach --build --wait|ps|logs portal)$/,
      '.github/workflows/ci.yml, where there is Docker; the file is examined above',
    ],
  ];

  it('has no command that nothing runs or examines', () => {
    assert.ok(commands.length >= 8);
    for (const command of commands) {
      assert.ok(
        known.some(([pattern]) => pattern.test(command)),
        command,
      );
    }
  });

  it('is right that config:doctor names what is missing and ends with 1', () => {
    const { status, stdout } = runDoctor(
      production.flatMap(each => ['--config', each]),
      { APP_BASE_URL: undefined, REDIS_URL: undefined },
    );
    assert.equal(status, 1);
    assert.match(stdout, /^problem {2}app\.baseUrl .*APP_BASE_URL/m);
    assert.match(
      stdout,
      /^problem {2}backend\.cache\.connection\.url is missing.*REDIS_URL/m,
    );
  });

  it('names every variable that production takes', () => {
    const config = readFileSync(production[1], 'utf8');
    for (const name of namesOfVariables(config)) {
      const isNamed =
        text.includes(`\`${name}\``) ||
        (name === 'AUTH_BITBUCKET_CLIENT_SECRET' &&
          text.includes('`…_SECRET`'));
      assert.ok(isNamed, name);
    }
  });
});
