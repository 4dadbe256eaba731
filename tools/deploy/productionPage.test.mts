import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { namesOfVariables } from '../checks/sampleEnvironment.mts';
import { root } from '../lib/workspace.mts';
import { runDoctor } from '../checks/runDoctor.mts';

/**
 * The configuration of the tests, because each company changes the files at the top of the repository.
 */
const production = ['app-config.yaml', 'app-config.production.yaml'].map(name =>
  join(root, 'packages/test-kit/config', name),
);

describe('docs/production.md', () => {
  const text = readFileSync(join(root, 'docs/production.md'), 'utf8');
  const commands = Array.from(
    text.matchAll(/```sh\n([\s\S]*?)```/g),
    ([, block]) =>
      block
        .trim()
        .replace(/\\\n */g, '')
        .split('\n'),
  ).flat();

  /** Where each command is run, or why it is only checked here. */
  const known: [RegExp, string][] = [
    [/^\.\/yarnw config:check$/, '.ci/run'],
    [/^\.\/yarnw config:doctor$/, 'below'],
    [/^\.\/yarnw image:build$/, 'image:check, with its options'],
    [
      /^docker run --read-only --tmpfs \/tmp --env-file portal\.env --publish 7007:7007 portal$/,
      'image:check, without an engine',
    ],
    [
      /^docker run --read-only --tmpfs \/tmp --env-file portal\.env --publish 7007:7007 --volume "\$PWD\/(\S+):(\S+\1):ro" portal node --import \.\/packages\/portal-telemetry\/start\.mjs packages\/backend --config app-config\.yaml --config app-config\.production\.yaml --config \2$/,
      'image:check, which starts the image with its own files',
    ],
    [
      /^\.\/yarnw config:doctor --connect$/,
      'packages/portal-doctor, connect/connectTo*.test.ts',
    ],
    [/^\.\/deploy\/compose\/make-secrets\.sh [\w.-]+$/, 'deploy.test.mts'],
    [
      /^docker compose --file deploy\/compose\/compose\.yaml (up --detach --build --wait|up --detach --force-recreate --wait|ps|logs portal)$/,
      '.github/workflows/ci.yml, where Docker is available; the file is checked above',
    ],
  ];

  it('only contains commands that a test runs or checks', () => {
    assert.ok(commands.length >= 8);
    for (const command of commands) {
      assert.ok(
        known.some(([pattern]) => pattern.test(command)),
        command,
      );
    }
  });

  it('is right that config:doctor reports missing values and exits with 1', () => {
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

  it('rejects a file that does not exist', () => {
    const { status, stderr } = runDoctor(['--config', 'gone.yaml'], {});
    assert.match(stderr, /^The file gone\.yaml does not exist\.\n\nUsage: /);
    assert.equal(status, 2);
  });

  it('names every variable that production uses', () => {
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
