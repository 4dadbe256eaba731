import { container, DEPLOYMENT, pod, type Mutation } from './Mutation.mts';

/** Manifests that do not match a schema or the restricted Pod Security Standard. */
export const schemasAndSecurity: Record<string, Mutation> = {
  'an unknown field': [
    'company',
    DEPLOYMENT,
    each => (container(each).readOnly = true),
    /containers\/0\/readOnly is unknown/,
  ],
  'a field in the wrong place': [
    'company',
    DEPLOYMENT,
    each => (pod(each).readinessProbe = {}),
    /spec\/readinessProbe is unknown/,
  ],
  'an unknown field of a custom resource': [
    'gateway',
    'HTTPRoute portal',
    each => (each.spec.hosts = []),
    /spec\/hosts is unknown/,
  ],
  'an unknown field of an ExternalSecret': [
    'company',
    'ExternalSecret portal-secrets',
    each => (each.spec.store = 'x'),
    /spec\/store is unknown/,
  ],
  'an unknown field of a ServiceMonitor': [
    'monitoring',
    'ServiceMonitor portal',
    each => (each.spec.endpoints[0].every = '1m'),
    /endpoints\/0\/every is unknown/,
  ],
  'a wrong type': [
    'company',
    DEPLOYMENT,
    each => (each.spec.progressDeadlineSeconds = '600'),
    /progressDeadlineSeconds does not match the schema \(type/,
  ],
  'a missing field': [
    'company',
    'Service portal',
    each => delete each.spec.ports[0].port,
    /does not match the schema \(required/,
  ],
  'an unknown version': [
    'company',
    'Ingress portal',
    each => (each.apiVersion = 'networking.k8s.io/v2'),
    /has no kind Ingress/,
  ],
  'a tag instead of a digest': [
    'company',
    DEPLOYMENT,
    each => (container(each).image = 'registry.example.com/portal:latest'),
    /has no digest/,
  ],
  'a digest that is too short': [
    'company',
    DEPLOYMENT,
    each => (container(each).image = 'registry.example.com/portal@sha256:abc'),
    /not one of 64 hexadecimal digits/,
  ],
  'an image without a version': [
    'trial',
    'StatefulSet database',
    each => (container(each).image = 'postgres:latest'),
    /has no version/,
  ],
  root: [
    'company',
    DEPLOYMENT,
    each => (pod(each).securityContext.runAsUser = 0),
    /no numeric user/,
  ],
  'a user by name': [
    'company',
    DEPLOYMENT,
    each => delete pod(each).securityContext.runAsUser,
    /no numeric user/,
  ],
  'no seccomp profile': [
    'company',
    DEPLOYMENT,
    each => delete pod(each).securityContext.seccompProfile,
    /no seccomp profile/,
  ],
  'a writable root': [
    'company',
    DEPLOYMENT,
    each => delete container(each).securityContext.readOnlyRootFilesystem,
    /write to its root/,
  ],
  capabilities: [
    'trial',
    'Deployment cache',
    each => delete container(each).securityContext.capabilities,
    /has capabilities/,
  ],
  'privilege escalation': [
    'company',
    DEPLOYMENT,
    each => delete container(each).securityContext.allowPrivilegeEscalation,
    /gain privileges/,
  ],
  'a service account token': [
    'company',
    DEPLOYMENT,
    each => delete pod(each).automountServiceAccountToken,
    /service account token/,
  ],
  'a folder of the node': [
    'company',
    DEPLOYMENT,
    each =>
      (pod(each).volumes[2] = { name: 'tmp', hostPath: { path: '/tmp' } }),
    /volume tmp is not allowed/,
  ],
  'a secret in the environment': [
    'company',
    DEPLOYMENT,
    each =>
      container(each).envFrom.push({ secretRef: { name: 'portal-secrets' } }),
    /secret in its environment/,
  ],
  'no memory limit': [
    'company',
    DEPLOYMENT,
    each => delete container(each).resources.limits,
    /no memory limit/,
  ],
  'a weaker namespace': [
    'company',
    'Namespace portal',
    each =>
      (each.metadata.labels['pod-security.kubernetes.io/enforce'] = 'baseline'),
    /restricted standard/,
  ],
};
