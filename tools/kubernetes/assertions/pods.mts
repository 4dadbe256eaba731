import type { Manifest } from '../render.mts';

/** A pod of a Deployment or of a StatefulSet. */
export interface Pod {
  owner: string;
  labels: Record<string, string>;
  spec: any;
}

/** Returns the pods that the objects create. */
export const podsOf = (objects: Manifest[]): Pod[] =>
  objects
    .filter(({ spec }) => spec?.template?.spec?.containers)
    .map(({ kind, metadata, spec }) => ({
      owner: `${kind} ${metadata.name}`,
      labels: spec.template.metadata?.labels ?? {},
      spec: spec.template.spec,
    }));

/**
 * Checks the fields that the restricted Pod Security Standard requires, and some that this project requires.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function checkSecurity(objects: Manifest[]): string[] {
  const problems: string[] = [];
  const levels = objects
    .filter(({ kind }) => kind === 'Namespace')
    .map(
      ({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'],
    );
  if (levels.some(level => level !== 'restricted')) {
    problems.push('The Namespace does not enforce the restricted standard.');
  }
  for (const { owner, spec } of podsOf(objects)) {
    const require = (isTrue: unknown, sentence: string) => {
      if (!isTrue) {
        problems.push(`${owner}: ${sentence}`);
      }
    };
    const own = spec.securityContext ?? {};
    require(!spec.hostNetwork &&
      !spec.hostPID &&
      !spec.hostIPC, 'uses a namespace of the node.');
    require(spec.automountServiceAccountToken ===
      false, 'mounts a service account token.');
    require(own.runAsNonRoot === true, 'can run as root.');
    require(own.runAsUser > 0, 'has no numeric user.');
    require(own.seccompProfile?.type ===
      'RuntimeDefault', 'has no seccomp profile.');
    require(spec.enableServiceLinks ===
      false, 'gets an environment variable for each Service.');
    for (const volume of spec.volumes ?? []) {
      require([
        'configMap',
        'secret',
        'emptyDir',
        'persistentVolumeClaim',
        'projected',
      ].some(
        type => volume[type],
      ), `the type of volume ${volume.name} is not allowed.`);
    }
    for (const container of [
      ...(spec.initContainers ?? []),
      ...spec.containers,
    ]) {
      checkContainer(container, require);
    }
  }
  return problems;
}

function checkContainer(
  container: any,
  require: (isTrue: unknown, sentence: string) => void,
): void {
  const { name, image, resources, securityContext: own = {} } = container;
  const caps = own.capabilities ?? {};
  require(own.allowPrivilegeEscalation ===
    false, `${name} can gain privileges.`);
  require(own.privileged !== true, `${name} is privileged.`);
  require(caps.drop?.includes('ALL') &&
    !caps.add?.length, `${name} has capabilities.`);
  require(own.runAsNonRoot !== false &&
    own.runAsUser !== 0, `${name} can run as root.`);
  require(own.readOnlyRootFilesystem ===
    true, `${name} can write to its root file system.`);
  require(resources?.requests?.cpu &&
    resources?.requests?.memory, `${name} requests no resources.`);
  require(resources?.limits?.memory, `${name} has no memory limit.`);
  require(name === 'portal'
    ? /@sha256:[0-9a-f]{64}$/.test(image)
    : /:[\w.-]*\d[\w.-]*$/.test(image) ||
        /@sha256:[0-9a-f]{64}$/.test(image), name === 'portal'
    ? `the image ${image} has no digest, or not one of 64 hexadecimal digits.`
    : `the image ${image} has no version.`);
  require(![...(container.env ?? [])].some(
    ({ valueFrom }: any) => valueFrom?.secretKeyRef,
  ), `${name} has a secret in its environment.`);
  require(!(container.envFrom ?? []).some(
    ({ secretRef }: any) => secretRef,
  ), `${name} has a secret in its environment.`);
}
