import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../lib/workspace.mts';
import { SECRETS, type Manifest } from '../render.mts';

/** The time that one start may take on a busy node. Instances start one after the other. */
const SECONDS_PER_START = 60;
/** The time for requests that are in progress after the shutdown delay. */
const SECONDS_TO_FINISH = 15;

/** Checks the settings of the portal itself: its configuration, probes, instances and network. */
export function checkPortal(objects: Manifest[]): string[] {
  const find = (kind: string, name = 'portal') =>
    objects.find(each => each.kind === kind && each.metadata.name === name);
  const deployment = find('Deployment');
  const autoscaler = find('HorizontalPodAutoscaler');
  if (!deployment || !autoscaler) {
    return [
      'There is no Deployment or no HorizontalPodAutoscaler of the portal.',
    ];
  }
  const problems: string[] = [];
  const require = (isTrue: unknown, sentence: string) => {
    if (!isTrue) {
      problems.push(sentence);
    }
  };
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;
  const files = checkConfiguration(objects, pod, require);
  const settings = files.map(text => parse(text, { merge: true }));
  const last = (read: (each: any) => unknown): any =>
    settings
      .map(read)
      .filter(each => each !== undefined)
      .at(-1);

  const { maxUnavailable, maxSurge } = deployment.spec.strategy.rollingUpdate;
  require(maxUnavailable ===
    0, 'An update stops an instance before the next one is ready.');
  require(deployment.spec.replicas ===
    undefined, 'The Deployment sets the replicas that the autoscaler sets.');
  const { minReplicas, maxReplicas } = autoscaler.spec;
  require(minReplicas >= 2, 'There are fewer than 2 replicas.');
  require(find('PodDisruptionBudget')?.spec.maxUnavailable <
    minReplicas, 'The PodDisruptionBudget lets all instances stop.');
  const instances = maxReplicas + maxSurge;
  require(last(each => each.doctor?.instances) ===
    instances, `doctor.instances is not ${instances}, which is maxReplicas and maxSurge.`);
  const spread =
    pod.topologySpreadConstraints?.map((each: any) => each.topologyKey) ?? [];
  for (const key of ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']) {
    require(spread.includes(key), `The instances are not spread over ${key}.`);
  }

  const { startupProbe, readinessProbe, livenessProbe } = container;
  const budget = startupProbe?.periodSeconds * startupProbe?.failureThreshold;
  require(budget >=
    instances *
      SECONDS_PER_START, `The startup probe allows ${budget} s, but ${instances} starts one after the other can take ${
    instances * SECONDS_PER_START
  } s.`);
  require(deployment.spec.progressDeadlineSeconds >
    budget, 'The progress deadline is not longer than the startup probe.');
  require(readinessProbe?.httpGet.path.endsWith('/readiness') &&
    livenessProbe?.httpGet.path.endsWith(
      '/liveness',
    ), 'The probes use other paths than Backstage has.');
  const delay: number = last(
    each => each.backend?.lifecycle?.serverShutdownDelay?.seconds,
  );
  const notify: number = last(each => each.events?.notifyTimeoutMs) / 1000;
  require(readinessProbe?.periodSeconds * readinessProbe?.failureThreshold <=
    delay, 'The portal stops before its readiness probe has failed.');
  const seconds = delay + notify + SECONDS_TO_FINISH;
  require(pod.terminationGracePeriodSeconds >=
    seconds, `The grace is ${pod.terminationGracePeriodSeconds} s, but the shutdown can take ${seconds} s.`);
  require(container.ports.some(
    (port: any) =>
      port.containerPort === last(each => each.backend?.listen?.port),
  ), 'No port of the container is backend.listen.port.');
  return [...problems, ...checkNetwork(objects)];
}

/** Returns the texts of the configuration files, in the order of the arguments. */
function checkConfiguration(
  objects: Manifest[],
  pod: any,
  require: (isTrue: unknown, sentence: string) => void,
): string[] {
  const [container] = pod.containers;
  const contents = (kind: string, name: string) =>
    objects.find(each => each.kind === kind && each.metadata.name === name)
      ?.data;
  const volumeAt = (folder: string) => {
    const mount = container.volumeMounts.find(
      (each: any) => each.mountPath === folder,
    );
    return pod.volumes.find((each: any) => each.name === mount?.name);
  };
  const names: string[] = container.args.filter(
    (each: string) => each !== '--config',
  );
  const texts = names.map(file => {
    const map = volumeAt(dirname(file))?.configMap?.name;
    const text: string | undefined = contents('ConfigMap', map)?.[
      basename(file)
    ];
    require(text !==
      undefined, `The argument ${file} is not a file of the ConfigMap ${map}.`);
    return text ?? '{}';
  });
  for (const name of ['app-config.yaml', 'app-config.production.yaml']) {
    require(texts[names.indexOf(`/etc/portal/${name}`)] ===
      readFileSync(
        join(root, name),
        'utf8',
      ), `${name} differs from the file at the root of the repository. Copy it: cp ${name} deploy/kubernetes/base/config/`);
  }
  const external = objects.find(({ kind }) => kind === 'ExternalSecret');
  for (const [, file] of texts.join('\n').matchAll(/^ *\$file: (\S+)$/gm)) {
    const name = volumeAt(dirname(file))?.secret?.secretName;
    const keys: string[] = external
      ? external.spec.data.map(({ secretKey }: any) => secretKey)
      : Object.keys(
          contents('Secret', name) ??
            Object.fromEntries(SECRETS.map(key => [key, ''])),
        );
    require(name !== undefined &&
      keys.includes(
        basename(file),
      ), `The configuration reads ${file}, which is not a key of the Secret ${name}.`);
  }
  return texts;
}

function checkNetwork(objects: Manifest[]): string[] {
  const policies = objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec);
  const problems: string[] = [];
  const denies = policies.some(
    ({ podSelector, policyTypes, ingress, egress }) =>
      Object.keys(podSelector).length === 0 &&
      ['Ingress', 'Egress'].every(type => policyTypes.includes(type)) &&
      !ingress &&
      !egress,
  );
  if (!denies) {
    problems.push('No NetworkPolicy denies all traffic by default.');
  }
  const rules = policies.flatMap(({ egress }) => egress ?? []);
  const allowed = rules.flatMap(({ ports }) =>
    (ports ?? []).map(({ port }: any) => port),
  );
  for (const port of [53, 5432, 6379, 443]) {
    if (!allowed.includes(port)) {
      problems.push(`No NetworkPolicy allows connections to port ${port}.`);
    }
  }
  if (rules.some(({ ports }) => !ports?.length)) {
    problems.push('A NetworkPolicy allows connections to all ports.');
  }
  return problems;
}
