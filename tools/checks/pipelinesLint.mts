import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod/v4';

/** A problem and its position: line 0 if it concerns the whole file. */
export interface Finding {
  line: number;
  message: string;
}

// Atlassian: Bitbucket Pipelines configuration reference,
// https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
const names = z.array(z.string().min(1)).min(1);
const minutes = z.number().int().min(1).max(720);
const size = z.enum(['1x', '2x', '4x', '8x', '16x', '32x']);
const clone = z.strictObject({
  enabled: z.boolean().optional(),
  depth: z.union([z.literal('full'), z.number().int().min(1)]).optional(),
  lfs: z.boolean().optional(),
  'skip-ssl-verify': z.boolean().optional(),
});
const image = z.union([
  z.string().min(1),
  z.strictObject({
    name: z.string().min(1),
    username: z.string().optional(),
    password: z.string().optional(),
    email: z.string().optional(),
    'run-as-user': z.number().int().optional(),
    aws: z.record(z.string(), z.string()).optional(),
  }),
]);
const command = z.union([
  z.string().min(1),
  z.strictObject({
    pipe: z.string().regex(/^[^:]+:.+$/),
    name: z.string().optional(),
    variables: z.record(z.string(), z.unknown()).optional(),
  }),
]);
const changes = z.strictObject({
  changesets: z.strictObject({
    includePaths: names.optional(),
    excludePaths: names.optional(),
  }),
});
const artifacts = z.union([
  names,
  z.strictObject({
    download: z.union([z.boolean(), names]).optional(),
    paths: names.optional(),
    upload: z.array(z.unknown()).optional(),
  }),
]);
const step = z.strictObject({
  name: z.string().min(1),
  image: image.optional(),
  size: size.optional(),
  'max-time': minutes.optional(),
  caches: names.optional(),
  services: names.optional(),
  script: z.array(command).min(1),
  'after-script': z.array(command).min(1).optional(),
  artifacts: artifacts.optional(),
  clone: clone.optional(),
  condition: changes.optional(),
  deployment: z.string().optional(),
  environment: z.string().optional(),
  trigger: z.enum(['automatic', 'manual']).optional(),
  oidc: z.boolean().optional(),
  'fail-fast': z.boolean().optional(),
  'runs-on': z.union([z.string(), names]).optional(),
  runtime: z.unknown().optional(),
});
const steps = z.array(z.strictObject({ step })).min(1);
const parallel = z.union([
  steps,
  z.strictObject({ 'fail-fast': z.boolean().optional(), steps }),
]);
const stage = z.strictObject({
  name: z.string().optional(),
  steps,
  condition: changes.optional(),
  deployment: z.string().optional(),
  trigger: z.enum(['automatic', 'manual']).optional(),
});
const variables = z.strictObject({
  variables: z.array(
    z.strictObject({
      name: z.string().min(1),
      default: z.string().optional(),
      description: z.string().optional(),
      'allowed-values': names.optional(),
    }),
  ),
});
const item = z.union([
  z.strictObject({ step }),
  z.strictObject({ parallel }),
  z.strictObject({ stage }),
  variables,
]);
const pipeline = z.array(item).min(1);
const byPattern = z.record(z.string(), pipeline);
const cache = z.union([
  z.string(),
  z.strictObject({
    key: z.strictObject({ files: names }).optional(),
    path: z.string().min(1),
  }),
]);
const file = z.strictObject({
  image: image.optional(),
  clone: clone.optional(),
  options: z
    .strictObject({
      'max-time': minutes.optional(),
      docker: z.boolean().optional(),
      size: size.optional(),
      runtime: z.unknown().optional(),
    })
    .optional(),
  definitions: z
    .strictObject({
      caches: z.record(z.string(), cache).optional(),
      services: z.record(z.string(), z.unknown()).optional(),
      steps: z.array(z.strictObject({ step })).optional(),
      pipelines: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  pipelines: z.strictObject({
    default: pipeline.optional(),
    branches: byPattern.optional(),
    tags: byPattern.optional(),
    'pull-requests': byPattern.optional(),
    custom: byPattern.optional(),
  }),
});

/** Caches and services that Bitbucket provides without a definition. */
const known = {
  caches: 'composer docker dotnetcore gradle ivy2 maven node pip sbt'.split(
    ' ',
  ),
  services: ['docker'],
};

/**
 * Checks a `bitbucket-pipelines.yml`: it must only contain keys and values that Atlassian documents, and
 * must define each cache and service that a step uses.
 */
export function lintPipelines(text: string): Finding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({
      line: lines.linePos(pos[0]).line,
      message,
    }));
  }
  const lineOf = (path: PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      const range = (node as { range?: number[] } | undefined)?.range;
      if (range) {
        return lines.linePos(range[0]).line;
      }
    }
    return 0;
  };
  const content: unknown = document.toJS();
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    return parsed.error.issues.flatMap(explain).map(({ path, message }) => ({
      line: lineOf(path),
      message: `${path.map(String).join('.') || 'the file'}: ${message}`,
    }));
  }
  return findUndefined(parsed.data).map(message => ({ line: 0, message }));
}

type Issue = import('zod/v4').core.$ZodIssue;
interface Explained {
  path: PropertyKey[];
  message: string;
}

/** Uses the alternative of a union that matched most, because it is probably the intended one. */
function explain(issue: Issue): Explained[] {
  if (issue.code !== 'invalid_union') {
    return [{ path: issue.path, message: issue.message }];
  }
  const depth = (issues: Explained[]) =>
    Math.max(0, ...issues.map(({ path }) => path.length));
  const [best = []] = issue.errors
    .map(errors => errors.flatMap(explain))
    .sort((one, other) => depth(other) - depth(one));
  return best.length === 0
    ? [{ path: issue.path, message: issue.message }]
    : best.map(({ path, message }) => ({
        path: [...issue.path, ...path],
        message,
      }));
}

function findUndefined(content: import('zod/v4').infer<typeof file>): string[] {
  const defined = {
    caches: [
      ...known.caches,
      ...Object.keys(content.definitions?.caches ?? {}),
    ],
    services: [
      ...known.services,
      ...Object.keys(content.definitions?.services ?? {}),
    ],
  };
  const findings = new Set<string>();
  for (const used of findSteps(content.pipelines)) {
    for (const kind of ['caches', 'services'] as const) {
      for (const name of used[kind] ?? []) {
        if (!defined[kind].includes(name)) {
          findings.add(
            `The step "${used.name}" uses "${name}", which is not among definitions.${kind}.`,
          );
        }
      }
    }
  }
  return [...findings];
}

function findSteps(value: unknown): import('zod/v4').infer<typeof step>[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'step' ? [child] : findSteps(child),
  );
}
