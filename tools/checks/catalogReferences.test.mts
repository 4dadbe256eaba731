import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import {
  findDanglingReferences,
  findUnknownAdministrators,
  findWrongAdministrators,
} from './catalogReferences.mts';
import { findLocationsNotInProduction } from './catalogLocations.mts';

describe('references between the files of the catalog', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('report missing owners, members, parents and children', () => {
    write(
      'org.yaml',
      `
kind: Group
metadata: { name: Crew }
spec: { parent: fleet, children: [rowers], members: [ada, grace] }
---
kind: User
metadata: { name: ada }
spec: { memberOf: [crew, deck] }
`,
    );
    write(
      'boat.yaml',
      `
kind: Component
metadata: { name: boat }
spec: { owner: group:default/crew }
---
kind: Component
metadata: { name: oar }
spec: { owner: missing-team }
---
kind: Component
metadata: { name: sail, namespace: sea }
spec: { owner: crew }
`,
    );
    const all = write(
      'all.yaml',
      `
kind: Location
metadata: { name: all }
spec: { targets: [./org.yaml, ./boat.yaml, 'https://example.com/other.yaml'] }
`,
    );
    const config = write(
      'app-config.yaml',
      `catalog: { locations: [{ type: file, target: ${all} }, { type: url, target: 'https://example.com' }] }`,
    );
    const { files, hasProviders } = readCatalogSettings([config]);
    assert.deepEqual(
      { files, hasProviders },
      { files: [all], hasProviders: false },
    );
    assert.deepEqual(
      findDanglingReferences(files.flatMap(readCatalogFile)).map(
        ({ from, field, candidates }) => [from, field, candidates],
      ),
      [
        ['group:default/crew', 'spec.parent', ['group:default/fleet']],
        ['group:default/crew', 'spec.children', ['group:default/rowers']],
        ['group:default/crew', 'spec.members', ['user:default/grace']],
        ['user:default/ada', 'spec.memberOf', ['group:default/deck']],
        [
          'component:default/oar',
          'spec.owner',
          ['group:default/missing-team', 'user:default/missing-team'],
        ],
        [
          'component:sea/sail',
          'spec.owner',
          ['group:sea/crew', 'user:sea/crew'],
        ],
      ],
    );
  });

  it('follow the patterns of a Location, and report a target that matches nothing', () => {
    const user = (name: string) => `kind: User\nmetadata: { name: ${name} }\n`;
    write('team-a.yaml', user('ada'));
    write('team-b.yaml', user('grace'));
    const list = (target: string) =>
      write(
        'list.yaml',
        `kind: Location\nmetadata: { name: list }\nspec: { targets: ['${target}'] }`,
      );
    assert.deepEqual(
      readCatalogFile(list('./team-*.yaml')).map(
        ({ entity }) => entity.metadata.name,
      ),
      ['list', 'ada', 'grace'],
    );
    assert.throws(
      () => readCatalogFile(list('./gone-*.yaml')),
      /lists \.\/gone-\*\.yaml, which matches no file\. Correct the target\./,
    );
  });

  it('are read in production only from locations of the production configuration', () => {
    const org = write('org.yaml', 'kind: Group\nmetadata: { name: Crew }\n');
    const shared = write(
      'shared.yaml',
      `catalog: { locations: [{ type: file, target: ${org} }, { type: url, target: 'https://bitbucket.org/acme/a' }] }`,
    );
    const production = write(
      'production.yaml',
      `catalog: { locations: [{ type: file, target: ${org} }] }`,
    );
    assert.deepEqual(findLocationsNotInProduction(shared, production), [
      'https://bitbucket.org/acme/a',
    ]);
    assert.deepEqual(
      findLocationsNotInProduction(shared, write('none.yaml', 'app: {}')),
      [],
    );
  });

  it('report missing administrators', () => {
    const org = write(
      'groups.yaml',
      'kind: Group\nmetadata: { name: Crew }\nspec: { children: [] }\n',
    );
    const first = write(
      'first.yaml',
      `permission: { administrators: [a] }\ncatalog: { locations: [{ type: file, target: ${org} }] }`,
    );
    const second = write(
      'second.yaml',
      "permission: { administrators: ['group:default/CREW', 'group:crew', 'group:default/platform', 'crew'] }",
    );
    const { administrators, files } = readCatalogSettings([first, second]);
    assert.deepEqual(
      findUnknownAdministrators(administrators, files.flatMap(readCatalogFile)),
      ['group:default/platform'],
    );
    assert.deepEqual(findWrongAdministrators(administrators), ['crew']);
    const third = write(
      'third.yaml',
      'permission: { administrators: group:default/crew }',
    );
    assert.deepEqual(readCatalogSettings([third]).administrators, []);
  });

  it('report a file that is not YAML', () => {
    const file = write('broken.yaml', 'kind: [');
    assert.throws(
      () => readCatalogFile(file),
      new RegExp(`^Error: ${file} cannot be read: `),
    );
  });
});
