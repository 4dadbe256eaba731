// Starts OpenTelemetry before Backstage: node --import ./packages/portal-telemetry/start.mjs packages/backend
//
// Without one of these variables, it loads nothing. docs/operate/observability.md describes them.
const switches = [
  'OTEL_METRICS_EXPORTER',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
];

// `--doctor` only checks the configuration, beside a portal that uses the port.
if (
  switches.some(name => process.env[name]) &&
  !process.argv.includes('--doctor')
) {
  const { startTelemetry } = await import(
    '@backstage-bitbucket/portal-telemetry/sdk'
  );
  await startTelemetry(process.env);
}
