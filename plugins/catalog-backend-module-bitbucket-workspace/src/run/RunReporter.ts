import { IngestionMetrics } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type MetricsService,
  type MetricsServiceGauge,
} from '@backstage/backend-plugin-api/alpha';
import { type RunReport } from '../model/RunReport';

/** Reports the result of each run, in the log and as metrics. */
export class RunReporter {
  readonly #metrics: IngestionMetrics;
  readonly #people: MetricsServiceGauge;

  constructor(
    private readonly providerId: string,
    private readonly logger: LoggerService,
    metrics: MetricsService,
  ) {
    this.#metrics = new IngestionMetrics(metrics, {
      prefix: 'bitbucket_workspace',
      provider: providerId,
    });
    this.#people = metrics.createGauge('bitbucket_workspace.people', {
      description: 'People in the catalog after the last run',
    });
  }

  /** Returns the counts of the log line, by name. */
  succeeded(report: RunReport): Record<string, number> {
    const { providerId: provider } = this;
    const { added, changed, removed, heldBack, calls, seconds } = report;
    const counts = {
      added,
      changed,
      removed,
      'held back': heldBack,
      ...Object.fromEntries(
        Object.entries(report.besides).filter(([, count]) => count > 0),
      ),
    };
    const parts = [
      ...Object.entries(counts).map(([what, count]) => `${count} ${what}`),
      `${calls} calls`,
      `${seconds.toFixed(1)} seconds`,
    ];
    this.logger.info(`Bitbucket workspace ${provider}: ${parts.join(', ')}`);
    this.#people.record(report.people, { provider });
    this.#metrics.succeeded(report, calls, seconds);
    return counts;
  }

  failed(calls: number, seconds: number) {
    this.#metrics.failed(calls, seconds);
  }
}
