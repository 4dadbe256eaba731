import {
  context,
  metrics as metricsApi,
  propagation,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createReaders } from './sdk/createReaders';
import { createInstrumentations } from './sdk/instrumentations';
import { readTelemetrySettings } from './sdk/readTelemetrySettings';
import { reportOutages, reportProblem } from './sdk/reportProblem';
import { views } from './sdk/views';

/**
 * Starts OpenTelemetry as its standard environment variables say, for example `OTEL_METRICS_EXPORTER=prometheus`. Must
 * run before other modules are loaded. A port that is taken, or a collector that does not respond, is reported once, and
 * the process continues.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 *
 * @param environment - the environment variables
 * @throws Error if a variable is invalid
 *
 * @public
 */
export async function startTelemetry(
  environment: Record<string, string | undefined>,
): Promise<void> {
  const settings = readTelemetrySettings(environment);
  if (!settings) {
    return;
  }
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'portal' }))
    .merge(
      detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
    );
  const readers = await createReaders(settings, reportProblem);
  metricsApi.setGlobalMeterProvider(
    new MeterProvider({ resource, readers, views }),
  );
  if (settings.traces) {
    context.setGlobalContextManager(
      new AsyncLocalStorageContextManager().enable(),
    );
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(
      new TracerProvider({
        resource,
        sampler: new ParentBasedSampler({
          root: new TraceIdRatioBasedSampler(settings.traceRatio),
        }),
        spanProcessors: [
          new BatchSpanProcessor({
            exporter: reportOutages(
              new OTLPTraceExporter(),
              'traces',
              reportProblem,
            ),
          }),
        ],
      }),
    );
  }
  registerInstrumentations({
    instrumentations: createInstrumentations(settings.traces),
  });
}
