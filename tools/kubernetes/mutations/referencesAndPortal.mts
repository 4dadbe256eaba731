import { container, DEPLOYMENT, HPA, pod, type Mutation } from './Mutation.mts';

/** Manifests whose parts do not match each other, or that do not fit the portal. */
export const referencesAndPortal: Record<string, Mutation> = {
  'a selector of other pods': [
    'company',
    DEPLOYMENT,
    each =>
      (each.spec.selector.matchLabels['app.kubernetes.io/name'] = 'other'),
    /Deployment portal: no pod/,
  ],
  'a Service without pods': [
    'company',
    'Service portal',
    each => (each.spec.selector = { app: 'portal' }),
    /Service portal: no pod/,
  ],
  'a budget without pods': [
    'company',
    'PodDisruptionBudget portal',
    each => (each.spec.selector = { matchLabels: { app: 'x' } }),
    /PodDisruptionBudget portal: no pod/,
  ],
  'a spread of other pods': [
    'company',
    DEPLOYMENT,
    each =>
      (pod(each).topologySpreadConstraints[0].labelSelector.matchLabels = {
        a: 'b',
      }),
    /no pod has the labels/,
  ],
  'a port that no container has': [
    'company',
    'Service portal',
    each => (each.spec.ports[0].targetPort = 'web'),
    /no container has the port web/,
  ],
  'a probe on another port': [
    'company',
    DEPLOYMENT,
    each => (container(each).livenessProbe.httpGet.port = 8080),
    /livenessProbe uses the port 8080/,
  ],
  'an Ingress to another port': [
    'company',
    'Ingress portal',
    each =>
      (each.spec.rules[0].http.paths[0].backend.service.port = {
        number: 8080,
      }),
    /no Service portal with the port 8080/,
  ],
  'a route to another Service': [
    'gateway',
    'HTTPRoute portal',
    each => (each.spec.rules[0].backendRefs[0].name = 'web'),
    /no Service web/,
  ],
  'a policy for another port': [
    'company',
    'NetworkPolicy portal-from-proxy',
    each => (each.spec.ingress[0].ports[0].port = 8080),
    /portal-from-proxy: no container has the port 8080/,
  ],
  'a monitor of another port': [
    'monitoring',
    'ServiceMonitor portal',
    each => (each.spec.endpoints[0].port = 'web'),
    /ServiceMonitor portal: no Service/,
  ],
  'a ConfigMap that does not exist': [
    'company',
    DEPLOYMENT,
    each => (container(each).envFrom[0].configMapRef.name = 'other'),
    /no ConfigMap other/,
  ],
  'an argument without a file': [
    'company',
    DEPLOYMENT,
    each => container(each).args.push('--config', '/etc/portal/other.yaml'),
    /other\.yaml is not a file of the ConfigMap/,
  ],
  'a secret key that does not exist': [
    'company',
    'ExternalSecret portal-secrets',
    each => each.spec.data.pop(),
    /bitbucket_client_secret, which is not a key/,
  ],
  'a secret file that does not exist': [
    'trial',
    'Secret portal-secrets',
    each => delete each.data.cache_url,
    /cache_url, which is not a key/,
  ],
  'a volume that does not exist': [
    'company',
    DEPLOYMENT,
    each => (pod(each).volumes.length = 2),
    /no volume tmp/,
  ],
  'an autoscaler of another Deployment': [
    'company',
    HPA,
    each => (each.spec.scaleTargetRef.name = 'web'),
    /no Deployment web/,
  ],
  'more instances than the doctor checks': [
    'company',
    HPA,
    each => (each.spec.maxReplicas = 8),
    /doctor\.instances is not 9/,
  ],
  'a startup probe that is too short': [
    'company',
    DEPLOYMENT,
    each => (container(each).startupProbe.failureThreshold = 12),
    /allows 60 s, but 5 starts/,
  ],
  'a deadline that is too short': [
    'company',
    DEPLOYMENT,
    each => (each.spec.progressDeadlineSeconds = 120),
    /progress deadline/,
  ],
  'a grace that is too short': [
    'company',
    DEPLOYMENT,
    each => (pod(each).terminationGracePeriodSeconds = 20),
    /grace is 20 s, but the shutdown can take 30 s/,
  ],
  'a slow readiness probe': [
    'company',
    DEPLOYMENT,
    each => (container(each).readinessProbe.failureThreshold = 5),
    /readiness probe has failed/,
  ],
  'a liveness probe that checks the database': [
    'company',
    DEPLOYMENT,
    each =>
      (container(each).livenessProbe.httpGet.path =
        '/.backstage/health/v1/readiness'),
    /other paths/,
  ],
  'one replica': [
    'company',
    HPA,
    each => (each.spec.minReplicas = 1),
    /fewer than 2/,
  ],
  'an update with a gap': [
    'company',
    DEPLOYMENT,
    each => (each.spec.strategy.rollingUpdate.maxUnavailable = 1),
    /before the next one is ready/,
  ],
  'a budget for no instance': [
    'company',
    'PodDisruptionBudget portal',
    each => (each.spec.maxUnavailable = 2),
    /lets all instances stop/,
  ],
  'no spread over zones': [
    'company',
    DEPLOYMENT,
    each => pod(each).topologySpreadConstraints.pop(),
    /topology\.kubernetes\.io\/zone/,
  ],
  'an open network': [
    'company',
    'NetworkPolicy default-deny',
    (_, all) =>
      all.splice(
        all.findIndex(each => each.metadata.name === 'default-deny'),
        1,
      ),
    /denies all traffic/,
  ],
  'no way to DNS': [
    'company',
    'NetworkPolicy portal',
    each => each.spec.egress.shift(),
    /port 53/,
  ],
  'a way to all ports': [
    'company',
    'NetworkPolicy portal',
    each => delete each.spec.egress[2].ports,
    /all ports/,
  ],
};
