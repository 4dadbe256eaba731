import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPortal } from './assertions/portal.mts';
import { checkSecurity } from './assertions/pods.mts';
import { checkReferences } from './assertions/references.mts';
import { COMPONENTS, copyManifests, render, type Manifest } from './render.mts';
import { referencesAndPortal } from './mutations/referencesAndPortal.mts';
import { schemasAndSecurity } from './mutations/schemasAndSecurity.mts';
import { validate } from './validate.mts';

const OVERLAYS = ['company', 'trial', ...COMPONENTS];

let folder: string;
const rendered: Record<string, Manifest[]> = {};

before(() => {
  folder = copyManifests();
  for (const name of OVERLAYS) {
    rendered[name] = render(join(folder, 'overlays', name));
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

async function findProblems(objects: Manifest[]): Promise<string[]> {
  return [
    ...(await Promise.all(objects.map(validate))).flat(),
    ...checkSecurity(objects),
    ...checkReferences(objects),
    ...checkPortal(objects),
  ];
}

describe('deploy/kubernetes', () => {
  for (const name of OVERLAYS) {
    it(`has no problem with ${name}`, async () => {
      assert.ok(rendered[name].length >= 10);
      assert.deepEqual(await findProblems(rendered[name]), []);
    });
  }
});

const mutations = { ...schemasAndSecurity, ...referencesAndPortal };

describe('a broken manifest', () => {
  for (const [name, [overlay, object, change, expected]] of Object.entries(
    mutations,
  )) {
    it(`is reported: ${name}`, async () => {
      const objects = structuredClone(rendered[overlay]);
      const found = objects.find(
        ({ kind, metadata }) => `${kind} ${metadata.name}` === object,
      );
      assert.ok(found, object);
      change(found, objects);
      assert.match((await findProblems(objects)).join('\n'), expected);
    });
  }

  it('is reported: a configuration that differs from the repository', async () => {
    writeFileSync(
      join(folder, 'base/config/app-config.production.yaml'),
      'app: {}\n',
    );
    const objects = render(join(folder, 'overlays/company'));
    assert.match(
      (await findProblems(objects)).join('\n'),
      /app-config\.production\.yaml differs from the file at the root/,
    );
  });
});
