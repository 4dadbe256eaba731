import { parse } from 'yaml';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
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
import { root } from '../lib/workspace.mts';
import { runDoctor } from '../checks/runDoctor.mts';

/**
 * The configuration of the tests, because each company changes the files at the top of the repository.
 */
const production = ['app-config.yaml', 'app-config.production.yaml'].map(name =>
  join(root, 'packages/test-kit/config', name),
);

const compose = join(root, 'deploy/compose');
const host = 'portal.quayside.test';

type Mount = { source: string; target: string } | string;
interface Service {
  image: string;
  secrets?: Mount[];
  configs?: Mount[];
  networks?: string[];
  depends_on?: Record<string, unknown>;
  build?: { args: string[]; secrets: Mount[] };
  environment?: Record<string, string>;
  deploy?: { replicas: number };
  user?: string;
}
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
  'bitbucket_repositories_client_id',
  'bitbucket_repositories_client_secret',
  'bitbucket_webhook_secret',
  'bitbucket_webhook_secret_previous',
  'outbound_ca',
];

const CLIENT_SECRET = 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8';

let folder: string;
const secrets = () => join(folder, 'secrets');

/** Runs the script, and returns the result for each secret. */
function makeSecrets(environment: Record<string, string> = {}) {
  const output = execFileSync(
    join(compose, 'make-secrets.sh'),
    [host, secrets()],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        AUTH_BITBUCKET_CLIENT_ID: 'kT3mZ8qLw5Rb2NcXyV',
        AUTH_BITBUCKET_CLIENT_SECRET: CLIENT_SECRET,
        ...environment,
      },
    },
  );
  const done = output.matchAll(/^(\w+(?:, \w+)?) +(\S.*)$/gm);
  return {
    output,
    done: Object.fromEntries(Array.from(done, ([, name, how]) => [name, how])),
  };
}

const secret = (name: string) => readFileSync(join(secrets(), name), 'utf8');

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'compose-'));
  makeSecrets();
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('make-secrets.sh', () => {
  it('creates every secret that compose.yaml mounts, in a folder that only its owner can read', () => {
    const wanted = Object.values(file.secrets).map(each =>
      each.file.replace('./secrets/', ''),
    );
    assert.deepEqual(readdirSync(secrets()).sort(), wanted.sort());
    assert.equal(statSync(secrets()).mode % 0o1000, 0o700);
  });

  it('changes no secret without another value for it, and reports each', () => {
    const read = () => readdirSync(secrets()).map(secret);
    const first = read();
    const { done, output } = makeSecrets({ AUTH_BITBUCKET_CLIENT_SECRET: '' });
    assert.deepEqual(read(), first);
    for (const name of readdirSync(secrets()).filter(
      each => each !== 'database_ca',
    )) {
      assert.match(output, new RegExp(`\\b${name}\\b`));
    }
    assert.equal(
      done.bitbucket_client_id,
      'kept, the same as AUTH_BITBUCKET_CLIENT_ID',
    );
    assert.equal(
      done.bitbucket_client_secret,
      'kept, because AUTH_BITBUCKET_CLIENT_SECRET is not set',
    );
    assert.equal(done.database_password, 'kept');
    assert.doesNotMatch(output, /Start the portal again/);
  });

  it('renews a secret whose variable has another value, and shows no value', () => {
    const value = 'renewed-Hs72kQ0vZr81mXe5';
    const { done, output } = makeSecrets({
      AUTH_BITBUCKET_CLIENT_SECRET: value,
    });
    assert.equal(secret('bitbucket_client_secret'), value);
    assert.equal(
      done.bitbucket_client_secret,
      'renewed from AUTH_BITBUCKET_CLIENT_SECRET',
    );
    assert.match(
      output,
      /^Start the portal again, .* --force-recreate portal$/m,
    );
    assert.ok(!output.includes(value));
    makeSecrets();
    assert.equal(secret('bitbucket_client_secret'), CLIENT_SECRET);
  });

  it('lets nginx read the key that an operator adds', () => {
    const key = join(secrets(), 'proxy_key');
    chmodSync(key, 0o600);
    makeSecrets();
    assert.equal(statSync(key).mode % 0o1000, 0o644);
  });

  it('reports a certificate for another host, and half of a pair', () => {
    const run = (name: string) =>
      spawnSync(join(compose, 'make-secrets.sh'), [name, secrets()], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      });
    assert.match(
      run('other.quayside.test').stdout,
      /^proxy_certificate, proxy_key +kept, but the certificate is not for other\.quayside\.test: /m,
    );
    const key = secret('proxy_key');
    rmSync(join(secrets(), 'proxy_key'));
    const { status, stderr } = run(host);
    assert.equal(status, 1);
    assert.match(stderr, /^Of proxy_certificate and proxy_key only one is in /);
    writeFileSync(join(secrets(), 'proxy_key'), key);
  });

  it('rejects a URL, and an empty answer', () => {
    const run = (name: string) =>
      spawnSync(join(compose, 'make-secrets.sh'), [name, join(folder, 'new')], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
        input: '',
      });
    for (const name of [`https://${host}`, `${host}:8443`, 'my portal']) {
      assert.match(run(name).stderr, / is not the name of a host\. Leave out/);
      assert.equal(run(name).status, 2);
    }
    const { status, stderr } = run(host);
    assert.match(stderr, /bitbucket_client_id is empty\. Enter it, or set/);
    assert.equal(status, 1);
  });

  it('writes the address that Compose requires, once', () => {
    const script = join(folder, 'make-secrets.sh');
    copyFileSync(join(compose, 'make-secrets.sh'), script);
    const run = (name: string) =>
      execFileSync(script, [name], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          AUTH_BITBUCKET_CLIENT_ID: 'id',
          AUTH_BITBUCKET_CLIENT_SECRET: 'secret',
        },
      });
    run(host);
    assert.match(
      run('other.quayside.test'),
      /^\.env +APP_BASE_URL kept, but it is https:\/\/portal\.quayside\.test/m,
    );
    assert.equal(
      readFileSync(join(folder, '.env'), 'utf8'),
      `APP_BASE_URL=https://${host}\n`,
    );
  });
});

describe('compose.yaml', () => {
  it('pins each image, and runs two portals', () => {
    for (const { image } of Object.values(file.services)) {
      assert.match(image, /:(\$\{PORTAL_VERSION:-local\}|v?\d+\.\d+.*)$/);
    }
    assert.equal(file.services.portal.deploy?.replicas, 2);
  });

  it('mounts, waits for and joins only defined and existing objects', () => {
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
      assert.equal(secret(name), '');
    }
    const { output } = makeSecrets({
      BITBUCKET_CLOUD_TOKEN: 'token-of-the-workspace',
      NODE_EXTRA_CA_CERTS: join(secrets(), 'proxy_certificate'),
    });
    assert.equal(secret('bitbucket_cloud_token'), 'token-of-the-workspace');
    assert.match(secret('outbound_ca'), /^-+BEGIN CERTIFICATE/);
    assert.match(output, /^Start the portal again/m);
    for (const name of ['bitbucket_cloud_token', 'outbound_ca']) {
      writeFileSync(join(secrets(), name), '');
    }
    assert.throws(
      () => makeSecrets({ NODE_EXTRA_CA_CERTS: '/nowhere.pem' }),
      /NODE_EXTRA_CA_CERTS is \/nowhere\.pem, which is not a file with certificates/,
    );
  });

  it('passes the HTTP proxy of the machine, in upper and lower case, to the portal and its build', () => {
    const { build, environment } = file.services.portal;
    assert.equal(environment?.HTTPS_PROXY, '${https_proxy:-${HTTPS_PROXY:-}}');
    assert.equal(
      environment?.NO_PROXY,
      '${no_proxy:-${NO_PROXY:-localhost,127.0.0.1}}',
    );
    assert.ok(build?.args.includes('https_proxy'));
    assert.deepEqual(build?.secrets, [{ source: 'outbound_ca', target: 'ca' }]);
  });

  it("configures a portal that passes the doctor's checks", () => {
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

  it('lets the portal read the secrets in its configuration', () => {
    const text = readFileSync(join(compose, 'app-config.compose.yaml'), 'utf8');
    const script = readFileSync(join(compose, 'start-portal.sh'), 'utf8');
    const passed = script.matchAll(/^pass \w+ (\w+)$/gm);
    const outbound = [...script.matchAll(/\$secrets\/(outbound_ca)/g)];
    const named = text.matchAll(/\$file: \/run\/secrets\/(\w+)/g);
    const names = [...named, ...passed, ...outbound].map(([, name]) => name);
    assert.deepEqual(
      [...new Set(names)].sort(),
      file.services.portal.secrets?.map(nameOf).sort(),
    );
  });
});
