import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { onBitbucketRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { flushTelemetry, isMeasured } from './openTelemetry';

/**
 * Measures the requests to Bitbucket of all plugins, and whether the instance is ready. Sends the last traces before the
 * process ends. Without OpenTelemetry, it does nothing.
 *
 * @public
 */
export const telemetryPlugin = createBackendPlugin({
  pluginId: 'telemetry',
  register(env) {
    env.registerInit({
      deps: {
        health: coreServices.rootHealth,
        lifecycle: coreServices.rootLifecycle,
        metrics: metricsServiceRef,
      },
      async init({ health, lifecycle, metrics }) {
        if (!isMeasured()) {
          return;
        }
        const requests = metrics.createCounter('bitbucket.requests', {
          description: 'Requests to Bitbucket, by endpoint and status',
        });
        const durations = metrics.createHistogram(
          'bitbucket.request.duration',
          {
            description: 'Duration of requests to Bitbucket, by endpoint',
            unit: 's',
            advice: { explicitBucketBoundaries: [0.2, 0.5, 1, 5] },
          },
        );
        metrics
          .createObservableGauge('portal.ready', {
            description: 'Whether the instance is ready: 1 or 0',
          })
          .addCallback(async result => {
            const { status } = await health.getReadiness();
            result.observe(status === 200 ? 1 : 0);
          });
        const stop = onBitbucketRequest(({ endpoint, seconds, status }) => {
          requests.add(1, { endpoint, status });
          durations.record(seconds, { endpoint });
        });
        lifecycle.addShutdownHook(async () => {
          stop();
          await flushTelemetry();
        });
      },
    });
  },
});
