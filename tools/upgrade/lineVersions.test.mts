import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  completeRelease,
  findMissing,
  type Registry,
} from './lineVersions.mts';
import { pinnedName, planPins, withoutRules } from './pins.mts';

/** By package and version: the dependencies. */
const published: Record<string, Record<string, Record<string, string>>> = {
  '@backstage/app-defaults': { '1.7.0': { '@backstage/core': '^2.1.0' } },
  '@backstage/core': {
    '2.0.0': {},
    '2.1.0': { '@backstage/types': '^1.2.0', react: '^18.0.0' },
    '3.0.0': { '@backstage/types': '^1.3.0' },
  },
  '@backstage/types': { '1.2.0': {}, '1.3.0': {} },
  '@backstage/plugin-module': {
    '0.1.0': { '@backstage/core': '^2.0.0' },
    '0.1.1': { '@backstage/core': '^2.1.0' },
    '0.1.2-next.0': { '@backstage/core': '^2.1.0' },
    '0.2.0': { '@backstage/core': '^3.0.0' },
  },
};
const registry: Registry = {
  versions: async names =>
    new Map(names.map(name => [name, Object.keys(published[name] ?? {})])),
  dependencies: async specs =>
    new Map(
      specs.flatMap(spec => {
        const [, name, version] = /^(.+)@(.+)$/.exec(spec)!;
        const found = published[name]?.[version];
        return found ? [[spec, found] as const] : [];
      }),
    ),
};
const release = {
  version: '1.55.0',
  versions: new Map([
    ['@backstage/app-defaults', '1.7.0'],
    ['@backstage/core', '2.1.0'],
    ['@backstage/unused', '1.0.0'],
  ]),
};

it('completes a release with packages that its packages require, and with modules that fit it', async () => {
  const versions = await completeRelease(
    release,
    new Map([
      ['@backstage/app-defaults', '1.6.0'],
      ['@backstage/plugin-module', '0.1.0'],
    ]),
    registry,
  );
  assert.deepEqual(Object.fromEntries(versions), {
    '@backstage/app-defaults': '1.7.0',
    '@backstage/core': '2.1.0',
    '@backstage/types': '1.2.0',
    '@backstage/plugin-module': '0.1.1',
  });
});

it('keeps a newer version that the repository requires', async () => {
  const versions = await completeRelease(
    release,
    new Map([
      ['@backstage/app-defaults', '1.6.0'],
      ['@backstage/types', '1.3.0'],
    ]),
    registry,
  );
  assert.equal(versions.get('@backstage/types'), '1.3.0');
});

it('finds the packages that the registry lacks', async () => {
  const versions = new Map([
    ['@backstage/core', '2.1.1'],
    ['@backstage/types', '1.2.0'],
  ]);
  assert.deepEqual(await findMissing(versions, ['@backstage/gone'], registry), [
    '@backstage/core@2.1.1',
    '@backstage/gone',
  ]);
});

it('lifts the pins that belong to the release, and keeps those of packages that the registry lacks', () => {
  assert.deepEqual(
    planPins(
      { '@backstage/core': '2.0.0', '@backstage/types': '1.2.0', nx: '23.2.1' },
      new Map([
        ['@backstage/core', '2.1.0'],
        ['@backstage/types', '1.2.1'],
      ]),
      ['@backstage/types@1.2.1', '@backstage/gone'],
    ),
    {
      kept: { '@backstage/types': '1.2.0', nx: '23.2.1' },
      lifted: ['@backstage/core'],
      blocking: ['@backstage/gone'],
    },
  );
});

it('reads the package from an entry of resolutions', () => {
  for (const [key, name] of [
    ['nx', 'nx'],
    ['nx@npm:^23', 'nx'],
    ['@swc/core', '@swc/core'],
    ['@swc/core@npm:^1', '@swc/core'],
    ['@backstage/cli/rollup', 'rollup'],
    ['lerna/@yarnpkg/core', '@yarnpkg/core'],
  ]) {
    assert.equal(pinnedName(key), name);
  }
});

it('removes the rules of pins from renovate.json', () => {
  const rule = (names: string[], allowedVersions?: string) => ({
    matchPackageNames: names,
    allowedVersions,
  });
  assert.deepEqual(
    withoutRules(
      { packageRules: [rule(['a']), rule(['a'], '1'), rule(['a', 'b'], '1')] },
      ['a'],
    ),
    { packageRules: [rule(['a']), rule(['b'], '1')] },
  );
});
