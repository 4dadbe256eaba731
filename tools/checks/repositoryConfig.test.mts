import { parse } from 'yaml';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { namesOfVariables, sampleEnvironment } from './sampleEnvironment.mts';
import { root } from '../lib/workspace.mts';
import { runDoctor } from './runDoctor.mts';

const files = ['app-config.yaml', 'app-config.production.yaml'].map(file =>
  join(root, file),
);

/** The variables that docs/production.md requires. */
const environment: Record<string, string | undefined> = {
  NODE_ENV: 'production',
  APP_BASE_URL: 'https://portal.quayside.test',
  POSTGRES_HOST: 'database.quayside.test',
  POSTGRES_PORT: '5432',
  POSTGRES_DATABASE: 'backstage',
  POSTGRES_USER: 'quayside',
  POSTGRES_PASSWORD: 'p-9fJ2kq7Lx0Zw',
  POSTGRES_CA: undefined,
  REDIS_URL: 'rediss://:r-4hT8vB1nQs6Y@cache.quayside.test:6380',
  AUTH_BITBUCKET_CLIENT_ID: 'kT3mZ8qLw5Rb2NcXyV',
  AUTH_BITBUCKET_CLIENT_SECRET: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
  BITBUCKET_CLOUD_USERNAME: undefined,
  BITBUCKET_CLOUD_TOKEN: undefined,
  BITBUCKET_WORKSPACE: undefined,
};

/** Returns the keys whose values come from the company's own variables, which a test does not know. */
function keysOfOtherVariables(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const hasOther = namesOfVariables(value).some(
      name => !(name in environment),
    );
    return hasOther ? [key] : [];
  }
  return Object.entries(value ?? {}).flatMap(([name, item]) =>
    keysOfOtherVariables(
      item,
      Array.isArray(value) ? `${key}[${name}]` : [key, name].join('.'),
    ),
  );
}

it('app-config.production.yaml is fit for production with the environment variables', () => {
  const unknown = files.flatMap(file =>
    keysOfOtherVariables(parse(readFileSync(file, 'utf8'))),
  );
  const { stdout } = runDoctor(
    files.flatMap(file => ['--config', file]),
    { ...sampleEnvironment(files), ...environment },
  );
  assert.match(stdout, /The configuration is fit for production|problem/);
  const problems = Array.from(
    stdout.matchAll(/^problem {2}((\S+) .*)$/gm),
    ([, line, key]) => ({ line, key: `.${key}` }),
  ).filter(({ key }) => !unknown.some(each => key.startsWith(each)));
  assert.deepEqual(
    problems.map(({ line }) => line),
    [],
  );
});
