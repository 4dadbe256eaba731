import { type Entity } from '@backstage/catalog-model';
import { ScmIntegrations } from '@backstage/integration';
import { ConfigReader } from '@backstage/config';
import { ListedFiles, listFiles, matchesFile, prefixOf } from './listedFiles';

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const repository = 'https://bitbucket.org/globex/portal/src/main';

function location(file: string, spec?: object): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Location',
    metadata: {
      name: 'all',
      annotations: { 'backstage.io/managed-by-location': file },
    },
    spec: spec as Entity['spec'],
  };
}

describe('listFiles', () => {
  it.each([
    [{}, []],
    [undefined, []],
    [{ target: './a.yaml' }, [`url:${repository}/a.yaml`]],
    [
      { targets: ['a/b.yaml', '/c.yaml', 'https://example.com/d.yaml'] },
      [
        `url:${repository}/a/b.yaml`,
        `url:${repository}/c.yaml`,
        'url:https://example.com/d.yaml',
      ],
    ],
    [{ targets: ['./*/a.yaml'] }, [`url:${repository}/*/a.yaml`]],
    [{ type: 'file', target: './a.yaml' }, ['file:./a.yaml']],
    [{ targets: ['http://['] }, ['url:http://[']],
  ])('returns, for the spec %j, %j', (spec, files) => {
    expect(
      listFiles(location(`url:${repository}/all.yaml`, spec), integrations),
    ).toEqual(files);
  });

  it('resolves the path of a file in a folder', () => {
    expect(
      listFiles(
        location('file:/srv/catalog/all.yaml', {
          targets: ['./org/users.yaml', '../other.yaml', '/etc/catalog.yaml'],
        }),
        integrations,
      ),
    ).toEqual([
      'file:/srv/catalog/org/users.yaml',
      'file:/srv/other.yaml',
      'file:/etc/catalog.yaml',
    ]);
  });
});

describe('matchesFile', () => {
  it.each([
    ['a/b.yaml', 'a/b.yaml', true],
    ['a/b.yaml', 'a/B.yaml', false],
    ['a/b.yaml', 'a/b.yaml2', false],
    ['a/*.yaml', 'a/b.yaml', true],
    ['a/*/c.yaml', 'a/b/c.yaml', true],
    ['a/*/c.yaml', 'b/b/c.yaml', false],
    ['a/*/c.yaml', 'a/b/d.yaml', false],
    ['a/**/c.yaml', 'a/c.yaml', true],
    ['a/**/c.yaml', 'a/b/b/c.yaml', true],
    ['a/*/{c,d}.yaml', 'a/b/d.yaml', true],
    ['a/!x*', 'a/b.yaml', true],
    ['a/+(b)*', 'a/bb.yaml', true],
    ['a/!x*', 'b/b.yaml', false],
    ['*', 'a', true],
  ])('matches %s with %s: %s', (file, ref, expected) => {
    expect(matchesFile(ref, file)).toBe(expected);
  });
});

describe('prefixOf', () => {
  it.each([
    ['a/b.yaml', undefined],
    ['a/!b.yaml', undefined],
    ['a/b*.yaml', 'a/b'],
    ['a/!b*', 'a/'],
    ['a/[bc]*', 'a/'],
    ['a/b+(c)*', 'a/b'],
  ])('returns, for %s, %p', (file, prefix) => {
    expect(prefixOf(file)).toBe(prefix);
  });
});

describe('ListedFiles', () => {
  it('returns each file once', () => {
    const files = new ListedFiles('url:root');
    files.addListed(['url:a', 'url:root', 'url:a']);
    expect(files.takeNew()).toEqual(['url:a']);
    files.addListed(['url:a', 'url:b']);
    expect(files.takeNew()).toEqual(['url:b']);
  });

  it('returns whether all files are read', () => {
    const files = new ListedFiles('url:root');
    files.addRead([location('url:root')]);
    expect(files.areAllRead()).toBe(false);
    files.addListed(['url:a']);
    expect(files.areAllRead()).toBe(false);
    files.addRead([location('url:a')]);
    expect(files.areAllRead()).toBe(true);
    files.addListed(['url:*']);
    expect(files.areAllRead()).toBe(false);
  });

  it.each([
    ['files', 5_000, ''],
    ['patterns', 101, '*'],
  ])('rejects too many %s', (_, count, suffix) => {
    const files = new ListedFiles('url:root');
    const names = Array.from(
      { length: count },
      (__, each) => `${each}${suffix}`,
    );
    expect(() => files.addListed(names.slice(1))).not.toThrow();
    expect(() => files.addListed(names)).toThrow(
      'list more than 5000 files, or more than 100 patterns with *',
    );
  });
});
