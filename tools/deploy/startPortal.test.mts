import { parse } from 'yaml';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';

const compose = join(root, 'deploy/compose');
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

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

const configArguments = (...files: string[]) =>
  files.flatMap(each => ['--config', each]);

/** Returns the command and environment of start-portal.sh, for these mounted secrets. */
function startPortal(
  contents: Record<string, string>,
  more: string[] = [],
  environment: Record<string, string> = {},
) {
  const place = mkdtempSync(join(folder, 'start-'));
  for (const name of OPTIONAL_SECRETS) {
    writeFileSync(join(place, name), contents[name] ?? '');
  }
  const program =
    'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env }))';
  writeFileSync(join(place, 'print.js'), program);
  writeFileSync(
    join(place, 'node'),
    `#!/bin/sh\nexec ${process.execPath} ${join(place, 'print.js')} "$@"\n`,
    { mode: 0o755 },
  );
  const output = execFileSync(
    'sh',
    [join(compose, 'start-portal.sh'), ...more],
    {
      encoding: 'utf8',
      env: {
        PATH: `${place}:/usr/bin:/bin`,
        SECRETS: place,
        // Compose sets it if it is not set outside.
        BITBUCKET_WORKSPACE: '',
        HTTPS_PROXY: '',
        NO_PROXY: 'localhost,127.0.0.1',
        ...environment,
      },
    },
  );
  return JSON.parse(output) as { args: string[]; env: NodeJS.ProcessEnv };
}

describe('start-portal.sh', () => {
  it('is the command of compose.yaml', () => {
    const text = readFileSync(join(compose, 'compose.yaml'), 'utf8');
    const { portal } = parse(text, { merge: true }).services;
    assert.deepEqual(portal.entrypoint, ['sh', '/etc/portal/start-portal.sh']);
    assert.deepEqual(portal.command, []);
  });

  it('starts the portal without the optional secrets', () => {
    const { args, env } = startPortal({});
    assert.deepEqual(args, [
      '--import',
      './packages/portal-telemetry/start.mjs',
      'packages/backend',
      ...configArguments(
        'app-config.yaml',
        'app-config.production.yaml',
        '/etc/portal/app-config.compose.yaml',
      ),
    ]);
    assert.deepEqual(
      Object.keys(env).filter(name => /^BITBUCKET|PROXY|CA_CERTS/.test(name)),
      [],
    );
  });

  it('starts the portal with a token, and with the users and repositories of a workspace', () => {
    const { args, env } = startPortal({
      bitbucket_cloud_username: 'bot@quayside.test\n',
      bitbucket_cloud_token: 'token "of $HOME"\n',
      bitbucket_workspace_client_id: 'id',
      bitbucket_workspace_client_secret: 'secret',
      bitbucket_repositories_client_id: 'other-id',
      bitbucket_repositories_client_secret: 'other-secret',
      bitbucket_webhook_secret: 'signed',
    });
    assert.deepEqual(
      args.slice(-4),
      configArguments(
        '/etc/portal/app-config.repositories.yaml',
        '/etc/portal/app-config.workspace.yaml',
      ),
    );
    assert.equal(env.BITBUCKET_CLOUD_USERNAME, 'bot@quayside.test');
    assert.equal(env.BITBUCKET_CLOUD_TOKEN, 'token "of $HOME"');
    assert.equal(env.BITBUCKET_WORKSPACE_CLIENT_ID, 'id');
    assert.equal(env.BITBUCKET_WORKSPACE_CLIENT_SECRET, 'secret');
    assert.equal(env.BITBUCKET_REPOSITORIES_CLIENT_ID, 'other-id');
    assert.equal(env.BITBUCKET_REPOSITORIES_CLIENT_SECRET, 'other-secret');
    assert.equal(env.BITBUCKET_WEBHOOK_SECRET, 'signed');
    assert.equal(env.BITBUCKET_WEBHOOK_SECRET_PREVIOUS, undefined);
  });

  it('uses an HTTP proxy that terminates TLS', () => {
    const { env } = startPortal({ outbound_ca: 'PEM' }, [], {
      HTTPS_PROXY: 'http://proxy.quayside.test:3128',
    });
    assert.equal(env.NODE_USE_ENV_PROXY, '1');
    assert.equal(env.HTTPS_PROXY, 'http://proxy.quayside.test:3128');
    assert.equal(env.NO_PROXY, 'localhost,127.0.0.1');
    assert.equal(readFileSync(env.NODE_EXTRA_CA_CERTS!, 'utf8'), 'PEM');
  });

  it('passes further arguments to the backend', () => {
    assert.deepEqual(startPortal({}, ['--doctor']).args.slice(-1), [
      '--doctor',
    ]);
  });
});
