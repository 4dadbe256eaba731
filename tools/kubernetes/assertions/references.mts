import type { Manifest } from '../render.mts';
import { podsOf, type Pod } from './pods.mts';

type Labels = Record<string, string>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

/** Checks that labels, ports and names lead to something. */
export function checkReferences(objects: Manifest[]): string[] {
  return [
    ...checkSelectors(objects),
    ...checkPorts(objects),
    ...checkNames(objects),
  ];
}

const matches = (selector: Selector, labels: Labels) =>
  Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  ) &&
  (selector.matchExpressions ?? []).every(({ key, values }) =>
    values.includes(labels[key]),
  );

/** The selectors of pods of an object. */
function selectorsOf({ kind, spec }: Manifest): Selector[] {
  switch (kind) {
    case 'Service':
      return [{ matchLabels: spec.selector }];
    case 'PodDisruptionBudget':
      return [spec.selector];
    case 'Deployment':
    case 'StatefulSet':
      return [
        spec.selector,
        ...(spec.template.spec.topologySpreadConstraints ?? []).map(
          (each: any) => each.labelSelector,
        ),
      ];
    case 'NetworkPolicy':
      return [
        spec.podSelector,
        ...[...(spec.ingress ?? []), ...(spec.egress ?? [])]
          .flatMap(rule => [...(rule.from ?? []), ...(rule.to ?? [])])
          .filter(peer => peer.podSelector && !peer.namespaceSelector)
          .map(peer => peer.podSelector),
      ];
    default:
      return [];
  }
}

function checkSelectors(objects: Manifest[]): string[] {
  const pods = podsOf(objects);
  return objects.flatMap(each =>
    selectorsOf(each)
      .filter(selector => {
        const own = pods.filter(
          ({ owner }) => owner === `${each.kind} ${each.metadata.name}`,
        );
        const from = own.length > 0 ? own : pods;
        return !from.some(({ labels }) => matches(selector, labels));
      })
      .map(
        selector =>
          `${each.kind} ${
            each.metadata.name
          }: no pod has the labels ${JSON.stringify(
            selector.matchLabels ?? selector,
          )}.`,
      ),
  );
}

const portsOf = (pod: Pod): any[] =>
  pod.spec.containers.flatMap((container: any) => container.ports ?? []);

/** The names and ports of the Services to which an Ingress or a route sends requests. */
function backendsOf(kind: string, spec: any): [string, string | number][] {
  if (kind === 'Ingress') {
    return spec.rules.flatMap(({ http }: any) =>
      http.paths.map(({ backend: { service } }: any) => [
        service.name,
        service.port.name ?? service.port.number,
      ]),
    );
  }
  return kind === 'HTTPRoute'
    ? spec.rules.flatMap(({ backendRefs }: any) =>
        backendRefs.map(({ name, port }: any) => [name, port]),
      )
    : [];
}

function checkPorts(objects: Manifest[]): string[] {
  const problems: string[] = [];
  const pods = podsOf(objects);
  const has = (pod: Pod, port: string | number) =>
    portsOf(pod).some(
      ({ name, containerPort }) => name === port || containerPort === port,
    );
  for (const pod of pods) {
    for (const container of pod.spec.containers) {
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
        const { httpGet, tcpSocket } = container[probe] ?? {};
        const port = (httpGet ?? tcpSocket)?.port;
        if (port !== undefined && !has(pod, port)) {
          problems.push(
            `${pod.owner}: the ${probe} uses the port ${port}, which no container has.`,
          );
        }
      }
    }
  }
  const services = objects.filter(({ kind }) => kind === 'Service');
  for (const { metadata, spec } of services) {
    const target = pods.find(({ labels }) =>
      matches({ matchLabels: spec.selector }, labels),
    );
    for (const { port, targetPort = port } of spec.ports) {
      if (target && !has(target, targetPort)) {
        problems.push(
          `Service ${metadata.name}: no container has the port ${targetPort}.`,
        );
      }
    }
  }
  const serves = (name: string, port: string | number) =>
    services.some(
      ({ metadata, spec }) =>
        metadata.name === name &&
        spec.ports.some(
          (each: any) => each.name === port || each.port === port,
        ),
    );
  for (const { kind, metadata, spec } of objects) {
    const backends = backendsOf(kind, spec);
    for (const [name, port] of backends) {
      if (!serves(name, port)) {
        problems.push(
          `${kind} ${metadata.name}: there is no Service ${name} with the port ${port}.`,
        );
      }
    }
    if (kind === 'NetworkPolicy') {
      const targets = pods.filter(({ labels }) =>
        matches(spec.podSelector, labels),
      );
      for (const { port } of (spec.ingress ?? []).flatMap(
        (rule: any) => rule.ports ?? [],
      )) {
        if (!targets.some(pod => has(pod, port))) {
          problems.push(
            `NetworkPolicy ${metadata.name}: no container has the port ${port}.`,
          );
        }
      }
    }
    if (kind === 'ServiceMonitor') {
      const service = services.find(each =>
        matches(spec.selector, each.metadata.labels ?? {}),
      );
      for (const { port } of spec.endpoints) {
        if (!service || !serves(service.metadata.name, port)) {
          problems.push(
            `ServiceMonitor ${metadata.name}: no Service that it selects has the port ${port}.`,
          );
        }
      }
    }
  }
  return problems;
}

function checkNames(objects: Manifest[]): string[] {
  const exists = (kind: string, name: string) =>
    objects.some(each => each.kind === kind && each.metadata.name === name) ||
    // The operator creates it, or an ExternalSecret does.
    (kind === 'Secret' && name === 'portal-secrets');
  const problems: string[] = [];
  const require = (owner: string, kind: string, name: string) => {
    if (!exists(kind, name)) {
      problems.push(`${owner}: there is no ${kind} ${name}.`);
    }
  };
  for (const { owner, spec } of podsOf(objects)) {
    if (spec.serviceAccountName) {
      require(owner, 'ServiceAccount', spec.serviceAccountName);
    }
    for (const { configMap, secret } of spec.volumes ?? []) {
      if (configMap) require(owner, 'ConfigMap', configMap.name);
      if (secret) require(owner, 'Secret', secret.secretName);
    }
    for (const container of spec.containers) {
      for (const { configMapRef } of container.envFrom ?? []) {
        if (configMapRef) require(owner, 'ConfigMap', configMapRef.name);
      }
      for (const { name } of container.volumeMounts ?? []) {
        const claims = objects.flatMap(
          each => each.spec?.volumeClaimTemplates ?? [],
        );
        if (
          !spec.volumes?.some((each: any) => each.name === name) &&
          !claims.some(({ metadata }) => metadata.name === name)
        ) {
          problems.push(`${owner}: there is no volume ${name}.`);
        }
      }
    }
  }
  for (const { kind, metadata, spec } of objects) {
    if (kind === 'HorizontalPodAutoscaler') {
      require(`${kind} ${metadata.name}`, spec.scaleTargetRef.kind, spec
        .scaleTargetRef.name);
    }
  }
  return problems;
}
