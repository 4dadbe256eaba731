import { parse } from 'yaml';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/workspace.mts';

const compose = join(root, 'deploy/compose');

function whatIsMissing(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'separate namespaces require root on Linux';
  }
  const missing = [
    '/usr/lib/postgresql',
    '/usr/bin/redis-server',
    '/usr/bin/pg_isready',
    '/usr/sbin/ip',
  ].filter(path => !existsSync(path));
  const unshare = spawnSync('unshare', ['--mount', '--net', 'true']);
  return missing.length > 0 || unshare.status !== 0
    ? `not available: ${
        missing.join(', ') || 'the permission to create namespaces'
      }`
    : false;
}

test(
  'the database and the cache of compose.yaml meet the requirements of the portal',
  { skip: whatIsMissing() },
  () => {
    const secrets = mkdtempSync(join(tmpdir(), 'secrets-'));
    try {
      execFileSync(
        join(compose, 'make-secrets.sh'),
        ['portal.quayside.test', secrets],
        {
          env: {
            ...process.env,
            AUTH_BITBUCKET_CLIENT_ID: 'kT3mZ8qLw5Rb2NcXyV',
            AUTH_BITBUCKET_CLIENT_SECRET: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
          },
        },
      );
      const { services } = parse(
        readFileSync(join(compose, 'compose.yaml'), 'utf8'),
        { merge: true },
      );
      const [, , cache]: string[] = services.cache.entrypoint;
      const { stdout, stderr } = spawnSync(
        'unshare',
        [
          ...['--mount', '--net', '--pid', '--fork', '--mount-proc'],
          join(import.meta.dirname, 'compose-without-docker.sh'),
          ...[secrets, cache.replaceAll('$$', '$'), process.execPath],
        ],
        {
          cwd: root,
          encoding: 'utf8',
          env: {
            ...process.env,
            APP_BASE_URL: 'https://portal.quayside.test',
            // Production does not use the HTTP proxy of this machine.
            HTTPS_PROXY: '',
            HTTP_PROXY: '',
            https_proxy: '',
            http_proxy: '',
            NO_COLOR: '1',
          },
          timeout: 120_000,
        },
      );
      const problems = stdout
        .split('\n')
        .filter(line => line.startsWith('problem'));
      // Its network has no internet access, and all other servers were checked.
      assert.equal(problems.length, 1, `${stdout}\n${stderr}`);
      assert.match(
        problems[0],
        /auth\.providers\.bitbucket\.production could not be checked/,
      );
    } finally {
      rmSync(secrets, { recursive: true, force: true });
    }
  },
);
