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
  readonly #repositories: MetricsServiceGauge;

  constructor(
    private readonly providerId: string,
    private readonly logger: LoggerService,
    metrics: MetricsService,
  ) {
    this.#metrics = new IngestionMetrics(metrics, {
      prefix: 'bitbucket_repositories',
      provider: providerId,
    });
    this.#repositories = metrics.createGauge(
      'bitbucket_repositories.repositories',
      {
        description:
          'Repositories in the last run, by state: found, without_file or invalid',
      },
    );
  }

  /** Returns the counts of the log line, by name. */
  succeeded(
    report: RunReport,
    calls: number,
    seconds: number,
  ): Record<string, number> {
    const { providerId: provider } = this;
    const { found, read, unchanged, withoutFile, invalid } = report;
    const counts = {
      found,
      read,
      unchanged,
      'without a file': withoutFile,
      invalid,
      added: report.added,
      changed: report.changed,
      removed: report.removed,
      'held back': report.heldBack,
    };
    const parts = [
      ...Object.entries(counts).map(([what, count]) => `${count} ${what}`),
      `${calls} calls`,
      `${seconds.toFixed(1)} seconds`,
    ];
    this.logger.info(`Bitbucket repositories ${provider}: ${parts.join(', ')}`);
    const states = { found, without_file: withoutFile, invalid };
    for (const [state, count] of Object.entries(states)) {
      this.#repositories.record(count, { provider, state });
    }
    this.#metrics.succeeded(report, calls, seconds);
    return counts;
  }

  failed(calls: number, seconds: number) {
    this.#metrics.failed(calls, seconds);
  }
}
