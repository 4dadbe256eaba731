import { metrics, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { setTimeout as sleep } from 'node:timers/promises';

/** A collector that does not respond must not delay the end of the process. */
const LONGEST_MS = 2000;

interface Provider {
  forceFlush?(): Promise<void>;
}

/** Whether OpenTelemetry was started. */
export function isMeasured(): boolean {
  return 'forceFlush' in metrics.getMeterProvider();
}

/** Sends what OpenTelemetry has collected. */
export async function flushTelemetry(): Promise<void> {
  const tracers = trace.getTracerProvider();
  const providers: Provider[] = [
    metrics.getMeterProvider() as Provider,
    (tracers instanceof ProxyTracerProvider
      ? tracers.getDelegate()
      : tracers) as Provider,
  ];
  await Promise.race([
    Promise.allSettled(providers.map(provider => provider.forceFlush?.())),
    sleep(LONGEST_MS, undefined, { ref: false }),
  ]);
}
