import { parse } from 'yaml';
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';
import { runDoctor } from '../checks/runDoctor.mts';
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

describe('overlays/trial', () => {
  it('creates the role of the database as deploy/compose does', () => {
    // Kustomize reads nothing outside of deploy/kubernetes.
    const [copy, original] = [
      'deploy/kubernetes/overlays/trial/create-role.sh',
      'deploy/compose/create-role.sh',
    ].map(name => readFileSync(join(root, name), 'utf8'));
    assert.equal(copy, original);
  });
});

const mutations = { ...schemasAndSecurity, ...referencesAndPortal };

const rules = join(root, 'deploy/observability/rules.yaml');

describe('components/monitoring', () => {
  it('has the rules of deploy/observability', () => {
    const rule = rendered.monitoring.find(
      ({ kind }) => kind === 'PrometheusRule',
    );
    assert.deepEqual(
      rule?.spec,
      parse(readFileSync(rules, 'utf8')),
      'Copy the groups of deploy/observability/rules.yaml to spec.groups of prometheus-rule.yaml.',
    );
  });
});

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

describe('the configuration of a pod', () => {
  /** Runs the doctor with the files, arguments and environment of the manifest, without one secret. */
  function runAsManifest(without?: string) {
    const objects = rendered.trial;
    const find = (kind: string, name: string) =>
      objects.find(each => each.kind === kind && each.metadata.name === name)!;
    const { volumes, containers } = find('Deployment', 'portal').spec.template
      .spec;
    const place = mkdtempSync(join(folder, 'pod-'));
    const at = (path: string) => join(place, path);
    for (const { name, mountPath } of containers[0].volumeMounts) {
      const { configMap, secret } = volumes.find(
        (each: any) => each.name === name,
      );
      mkdirSync(at(mountPath), { recursive: true });
      const source = configMap && find('ConfigMap', configMap.name);
      const data =
        (source ?? (secret && find('Secret', secret.secretName)))?.data ?? {};
      for (const [key, value] of Object.entries<string>(data)) {
        const text = secret ? Buffer.from(value, 'base64').toString() : value;
        writeFileSync(
          at(join(mountPath, key)),
          text.replaceAll('/run/secrets', at('/run/secrets')),
        );
      }
    }
    if (without) {
      rmSync(at(`/run/secrets/portal/${without}`));
    }
    return runDoctor(
      containers[0].args.map((each: string) =>
        each.startsWith('/') ? at(each) : each,
      ),
      {
        ...find('ConfigMap', containers[0].envFrom[0].configMapRef.name).data,
        // The doctor reports the address of the example.
        APP_BASE_URL: 'https://portal.quayside.test',
      },
    );
  }

  it("passes the doctor's checks", () => {
    const { stdout } = runAsManifest();
    assert.match(stdout, /The configuration is fit for production/);
  });

  it('is reported: a missing secret file', () => {
    const { stdout, status } = runAsManifest('bitbucket_client_secret');
    assert.match(
      stdout,
      /clientSecret comes from the file \S+\/bitbucket_client_secret, which cannot be read \(ENOENT\)/,
    );
    assert.equal(status, 1);
  });
});
