// The pod of the portal, as deploy/kubernetes describes it.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyManifests, render, type Manifest } from '../kubernetes/render.mts';
import type { Container } from './startIn.mts';

/** What a company sets: values of secrets, environment variables, and files of its configuration. */
export interface PodSettings {
  secrets: Record<string, string>;
  environment: Record<string, string>;
  /** Files of /etc/portal. The portal reads those with the extension `yaml`. */
  files: Record<string, string>;
}

/** What the manifests state about the pod. */
export interface Pod extends Container {
  user: string;
  isReadOnly: boolean;
  /** The limit of the memory. */
  bytes: number;
  secondsToStart: number;
  secondsToEnd: number;
  readinessPath: string;
  /** Removes the files of its mounts. */
  close(): void;
}

/** Renders the trial with `components/monitoring` and more settings, and creates the files of its pod. */
export function createPod(settings: PodSettings): Pod {
  const manifests = copyManifests();
  try {
    writeOverlay(manifests, settings);
    return readPod(render(join(manifests, 'overlays/check')));
  } finally {
    rmSync(manifests, { recursive: true, force: true });
  }
}

/** Adds settings to the trial like `overlays/company` adds them to the base. */
function writeOverlay(manifests: string, settings: PodSettings): void {
  const { secrets, environment, files } = settings;
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(join(manifests, 'overlays/trial/secrets', name), value);
  }
  const folder = join(manifests, 'overlays/check');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  const added = Object.keys(files)
    .filter(name => name.endsWith('.yaml'))
    .flatMap(name => ['--config', `/etc/portal/${name}`])
    .map(value => ({
      op: 'add',
      path: '/spec/template/spec/containers/0/args/-',
      value,
    }));
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'portal',
      resources: ['../trial'],
      components: ['../../components/monitoring'],
      configMapGenerator: [
        {
          name: 'portal-environment',
          behavior: 'merge',
          literals: Object.entries(environment).map(each => each.join('=')),
        },
        {
          name: 'portal-config',
          behavior: 'merge',
          files: Object.keys(files),
        },
      ],
      patches: [
        {
          target: { kind: 'Deployment', name: 'portal' },
          patch: JSON.stringify(added),
        },
      ],
    }),
  );
}

function readPod(objects: Manifest[]): Pod {
  const find = (kind: string, name: string) =>
    objects.find(each => each.kind === kind && each.metadata.name === name)!;
  const pod = find('Deployment', 'portal').spec.template.spec;
  const [container] = pod.containers;
  const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
  const place = mkdtempSync(join(tmpdir(), 'pod-'));
  chmodSync(place, 0o755);
  const mounts: { folder: string; path: string }[] = [];
  for (const { name, mountPath } of container.volumeMounts) {
    const { configMap, secret } = pod.volumes.find(
      (each: any) => each.name === name,
    );
    const source = configMap
      ? find('ConfigMap', configMap.name)
      : secret && find('Secret', secret.secretName);
    if (source) {
      const folder = join(place, name);
      mkdirSync(folder);
      for (const [key, value] of Object.entries<string>(source.data)) {
        const file = join(folder, key);
        writeFileSync(file, secret ? Buffer.from(value, 'base64') : value);
        chownSync(file, 0, fsGroup);
        chmodSync(file, (secret ?? configMap).defaultMode ?? 0o644);
      }
      mounts.push({ folder, path: mountPath });
    }
  }
  const { startupProbe, readinessProbe } = container;
  return {
    command: [...container.command, ...container.args],
    environment: Object.assign(
      {},
      ...container.envFrom.map(
        ({ configMapRef }: any) => find('ConfigMap', configMapRef.name).data,
      ),
    ),
    mounts,
    user: `${runAsUser}:${runAsGroup}`,
    isReadOnly: container.securityContext.readOnlyRootFilesystem,
    bytes: toBytes(container.resources.limits.memory),
    secondsToStart: startupProbe.periodSeconds * startupProbe.failureThreshold,
    secondsToEnd: pod.terminationGracePeriodSeconds,
    readinessPath: readinessProbe.httpGet.path,
    close: () => rmSync(place, { recursive: true, force: true }),
  };
}

/** Reads a quantity of Kubernetes: `1Gi` or `640Mi`. */
function toBytes(quantity: string): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (!unit) {
    throw new Error(`The memory limit ${quantity} is not in Mi or Gi.`);
  }
  return Number(number) * (unit === 'Gi' ? 1024 : 1) * 1024 * 1024;
}
