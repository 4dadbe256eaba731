/** What the environment variables of OpenTelemetry ask for. */
export interface TelemetrySettings {
  metrics: { prometheus: boolean; otlp: boolean };
  /** Whether traces are sent by OTLP. */
  traces: boolean;
  /** Where the endpoint for Prometheus listens. */
  listen: { host: string; port: number };
  /** The part of traces that is recorded, 0 to 1. */
  traceRatio: number;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the standard variables of OpenTelemetry. Returns undefined if nothing is exported.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 *
 * @throws Error with a line for each invalid variable
 */
export function readTelemetrySettings(
  environment: Environment,
): TelemetrySettings | undefined {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') {
    return undefined;
  }
  const problems: string[] = [];
  const metrics = readExporters(environment, problems, {
    name: 'METRICS',
    known: ['prometheus', 'otlp'],
  });
  const traces = readExporters(environment, problems, {
    name: 'TRACES',
    known: ['otlp'],
  });
  const port = readNumber(environment, problems, {
    name: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    fallback: 9464,
    rule: 'a port from 1 to 65535',
    isValid: value => Number.isInteger(value) && value >= 1 && value <= 65535,
  });
  const traceRatio = readTraceRatio(environment, problems);
  if (problems.length > 0) {
    throw new Error(
      `The settings of OpenTelemetry are invalid:\n${problems
        .map(problem => `  - ${problem}`)
        .join('\n')}`,
    );
  }
  if (metrics.length === 0 && traces.length === 0) {
    return undefined;
  }
  return {
    metrics: {
      prometheus: metrics.includes('prometheus'),
      otlp: metrics.includes('otlp'),
    },
    traces: traces.length > 0,
    listen: {
      host: environment.OTEL_EXPORTER_PROMETHEUS_HOST || '127.0.0.1',
      port,
    },
    traceRatio,
  };
}

/** With the URL of a collector, the default is OTLP. Otherwise, it is nothing. */
function readExporters(
  environment: Environment,
  problems: string[],
  { name, known }: { name: 'METRICS' | 'TRACES'; known: string[] },
): string[] {
  const variable = `OTEL_${name}_EXPORTER`;
  const hasCollector =
    environment.OTEL_EXPORTER_OTLP_ENDPOINT ||
    environment[`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`];
  const value = environment[variable] || (hasCollector ? 'otlp' : 'none');
  const exporters = value
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== 'none');
  const unknown = exporters.filter(each => !known.includes(each));
  if (unknown.length > 0) {
    problems.push(
      `${variable} contains '${unknown.join(
        "', '",
      )}', which the portal does not support. Use ${known.join(', ')} or none.`,
    );
  }
  return exporters;
}

function readTraceRatio(environment: Environment, problems: string[]): number {
  const sampler = environment.OTEL_TRACES_SAMPLER || 'parentbased_always_on';
  switch (sampler.replace(/^parentbased_/, '')) {
    case 'always_on':
      return 1;
    case 'always_off':
      return 0;
    case 'traceidratio':
      return readNumber(environment, problems, {
        name: 'OTEL_TRACES_SAMPLER_ARG',
        fallback: 1,
        rule: 'a number from 0 to 1',
        isValid: value => value >= 0 && value <= 1,
      });
    default:
      problems.push(
        `OTEL_TRACES_SAMPLER is '${sampler}', which the portal does not support. Use always_on, always_off or parentbased_traceidratio.`,
      );
      return 1;
  }
}

function readNumber(
  environment: Environment,
  problems: string[],
  options: {
    name: string;
    fallback: number;
    rule: string;
    isValid: (value: number) => boolean;
  },
): number {
  const text = environment[options.name]?.trim();
  const value = text ? Number(text) : options.fallback;
  if (!options.isValid(value)) {
    problems.push(`${options.name} is '${text}'. Set ${options.rule}.`);
  }
  return value;
}
