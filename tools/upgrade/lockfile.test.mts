import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  describeDouble,
  findDoubles,
  keepVersions,
  readLockfile,
} from './lockfile.mts';

const entry = (key: string, version: string, dependencies: string[] = []) =>
  [
    `"${key}":`,
    `  version: ${version}`,
    `  resolution: "${key.split(', ')[0]}"`,
    ...(dependencies.length > 0 ? ['  dependencies:'] : []),
    ...dependencies.map(each => `    ${each}`),
    '  languageName: node',
    '',
  ].join('\n');

const lockfile = [
  entry('@backstage/core@npm:2.1.0', '2.1.0', [
    '"@backstage/types": "npm:^1.2.0"',
  ]),
  entry('@backstage/types@npm:1.2.0', '1.2.0'),
  entry('app@workspace:packages/app', '0.0.0-use.local', [
    '"@backstage/core": "npm:^2.1.0"',
    '"@backstage/types": "npm:^1.1.0"',
    '"@backstage/old": "npm:^1.0.0"',
  ]),
].join('\n');

it('makes the ranges of all packages resolve to the version of the release', () => {
  const kept = keepVersions(
    lockfile,
    new Map([
      ['@backstage/core', '2.1.0'],
      ['@backstage/types', '1.2.0'],
    ]),
  );
  assert.deepEqual(Object.keys(readLockfile(kept)), [
    '@backstage/core@npm:^2.1.0',
    '@backstage/types@npm:^1.1.0, @backstage/types@npm:^1.2.0',
    'app@workspace:packages/app',
  ]);
});

it('does not move a range to a version that it does not accept', () => {
  const versions = new Map([['@backstage/types', '1.2.0']]);
  const text = lockfile.replaceAll('npm:^1.2.0', 'npm:^2.0.0');
  assert.ok(
    Object.keys(readLockfile(keepVersions(text, versions))).includes(
      '@backstage/types@npm:^1.1.0',
    ),
  );
});

it('finds a package with two versions that are not compatible, and the packages that require them', () => {
  const text = [
    entry('@backstage/api@npm:^0.18.1', '0.18.1'),
    entry('@backstage/api@npm:^1.0.0', '1.0.0'),
    entry('@backstage/types@npm:^1.2.0', '1.2.0'),
    entry('@backstage/types@npm:^1.3.0', '1.3.0'),
    entry('@backstage/app-defaults@npm:^1.7.0', '1.7.0', [
      '"@backstage/api": "npm:^0.18.1"',
    ]),
    entry('app@workspace:packages/app', '0.0.0-use.local', [
      '"@backstage/api": "npm:^1.0.0"',
    ]),
  ].join('\n');
  assert.deepEqual(findDoubles(text).map(describeDouble), [
    '@backstage/api would be installed in two versions that are not compatible: 0.18.1 (required by @backstage/app-defaults) and 1.0.0 (required by app).',
  ]);
});
