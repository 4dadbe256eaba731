import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { namesOfVariables } from '../checks/sampleEnvironment.mts';
import { root } from '../lib/workspace.mts';
import { runDoctor } from '../checks/runDoctor.mts';

/** The configuration of the tests: the files at the top of the repository belong to the company. */
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
      /^docker run --read-only --tmpfs \/tmp --env-file portal\.env --publish 7007:7007 --volume "\$PWD\/(\S+):(\S+\1):ro" portal node packages\/backend --config app-config\.yaml --config app-config\.production\.yaml --config \2$/,
      'image:check, which starts the image with files of its own',
    ],
    [
      /^\.\/yarnw config:doctor --connect$/,
      'packages/portal-doctor, connect/connectTo*.test.ts',
    ],
    [/^\.\/deploy\/compose\/make-secrets\.sh [\w.-]+$/, 'deploy.test.mts'],
    [
      /^docker compose --file deploy\/compose\/compose\.yaml (up --detach --build --wait|up --detach --force-recreate --wait|ps|logs portal)$/,
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

  it('has a doctor that refuses a file that does not exist', () => {
    const { status, stderr } = runDoctor(['--config', 'gone.yaml'], {});
    assert.match(stderr, /^There is no file gone\.yaml\.\n\nUsage: /);
    assert.equal(status, 2);
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
