import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  type IMetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type TelemetrySettings } from './readTelemetrySettings';
import { reportOutages } from './reportProblem';

/**
 * Creates what exports the metrics. A port that is taken is reported, and the portal runs without the endpoint.
 *
 * @param report - writes a message for the operator
 */
export async function createReaders(
  { listen, metrics }: Pick<TelemetrySettings, 'listen' | 'metrics'>,
  report: (message: string) => void,
): Promise<IMetricReader[]> {
  const readers: IMetricReader[] = [];
  if (metrics.otlp) {
    const exporter = new OTLPMetricExporter();
    readers.push(
      new PeriodicExportingMetricReader({
        exporter: reportOutages(exporter, 'metrics', report),
      }),
    );
  }
  if (metrics.prometheus) {
    const exporter = new PrometheusExporter({
      ...listen,
      preventServerStart: true,
      withoutScopeInfo: true,
    });
    try {
      await exporter.startServer();
      readers.push(exporter);
    } catch (error) {
      report(
        `The endpoint for Prometheus cannot listen on ${listen.host}:${
          listen.port
        }: ${
          (error as Error).message
        }. The portal runs without it. Set OTEL_EXPORTER_PROMETHEUS_PORT to a free port.`,
      );
    }
  }
  return readers;
}
