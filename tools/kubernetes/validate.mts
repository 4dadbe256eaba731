import type { Manifest } from './render.mts';

type Validator = ((data: unknown) => boolean) & {
  errors?:
    | {
        instancePath: string;
        message?: string;
        keyword: string;
        params: object;
      }[]
    | null;
};

/** The package with the schemas of each group. They are generated from the Go types of the projects. */
const PACKAGES: [RegExp, string][] = [
  [/^gateway\.networking\.k8s\.io\//, '@kubernetes-models/gateway-api'],
  [/^external-secrets\.io\//, '@kubernetes-models/external-secrets'],
  [/^monitoring\.coreos\.com\//, '@kubernetes-models/prometheus-operator'],
  [/^/, 'kubernetes-models'],
];

/** The beginning of the name of a schema, by group. */
const PREFIXES: Record<string, string> = {
  '': 'IoK8sApiCore',
  apps: 'IoK8sApiApps',
  autoscaling: 'IoK8sApiAutoscaling',
  policy: 'IoK8sApiPolicy',
  'networking.k8s.io': 'IoK8sApiNetworking',
  'gateway.networking.k8s.io': 'IoK8sSigsGatewayApiApis',
  'external-secrets.io':
    'ComGithubExternalSecretsExternalSecretsApisExternalsecrets',
  'monitoring.coreos.com':
    'ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoring',
};

/**
 * Validates an object against the schema of its kind, with unknown fields rejected.
 *
 * The schemas are compiled to functions that accept unknown fields. Such a function reads each field that the schema
 * has. So a field that it did not read is unknown.
 *
 * @returns a sentence for each problem
 */
export async function validate(manifest: Manifest): Promise<string[]> {
  const name = `${manifest.kind} ${manifest.metadata?.name}`;
  const check = await findValidator(manifest);
  if (!check) {
    return [
      `${name}: ${manifest.apiVersion} has no kind ${manifest.kind}, or its schema is not installed.`,
    ];
  }
  const unread = new Set<string>();
  const isValid = check(watch(manifest, '', unread));
  return [
    ...(isValid ? [] : check.errors ?? []).map(
      ({ instancePath, keyword, params }) =>
        `${name}: ${
          instancePath || '/'
        } does not match the schema (${keyword} ${JSON.stringify(params)}).`,
    ),
    ...Array.from(unread, path => `${name}: the field ${path} is unknown.`),
  ];
}

const capitalize = (text: string) =>
  text.charAt(0).toUpperCase() + text.slice(1);

async function findValidator({
  apiVersion,
  kind,
}: Manifest): Promise<Validator | undefined> {
  const [, from] = PACKAGES.find(([pattern]) => pattern.test(apiVersion))!;
  const [version, group = ''] = apiVersion.split('/').reverse();
  const schema = `${PREFIXES[group]}${capitalize(version)}${kind}`;
  try {
    const { validate: found } = await import(
      // Not every package exports the folder of its schemas.
      new URL(`_schemas/${schema}.js`, import.meta.resolve(from)).href
    );
    return found;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

/** Wraps an object. Each field stays in `unread` until it is read. */
function watch(value: object, path: string, unread: Set<string>): object {
  for (const key of Object.keys(value)) {
    unread.add(`${path}/${key}`);
  }
  const watched = new Map<string, unknown>();
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) {
        return found;
      }
      unread.delete(`${path}/${key}`);
      if (typeof found !== 'object' || found === null) {
        return found;
      }
      if (!watched.has(key)) {
        watched.set(key, watch(found, `${path}/${key}`, unread));
      }
      return watched.get(key);
    },
  });
}
