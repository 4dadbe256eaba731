import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type MetricsService,
  type MetricsServiceCounter,
  type MetricsServiceGauge,
  type MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import { type RunReport } from '../model/RunReport';

/** Reports the result of each run, in the log and as metrics. */
export class RunReporter {
  readonly #runs: MetricsServiceCounter;
  readonly #entities: MetricsServiceCounter;
  readonly #calls: MetricsServiceCounter;
  readonly #people: MetricsServiceGauge;
  readonly #duration: MetricsServiceHistogram;

  constructor(
    private readonly providerId: string,
    private readonly logger: LoggerService,
    metrics: MetricsService,
  ) {
    this.#runs = metrics.createCounter('bitbucket_workspace.runs', {
      description: 'Runs, by outcome: succeeded, held_back or failed',
    });
    this.#entities = metrics.createCounter('bitbucket_workspace.entities', {
      description: 'Entities, by change: added, changed, removed or held_back',
    });
    this.#calls = metrics.createCounter('bitbucket_workspace.calls', {
      description: 'Calls to Bitbucket',
    });
    this.#people = metrics.createGauge('bitbucket_workspace.people', {
      description: 'People in the catalog after the last run',
    });
    this.#duration = metrics.createHistogram('bitbucket_workspace.duration', {
      description: 'Duration of runs',
      unit: 'seconds',
    });
  }

  succeeded(report: RunReport) {
    const { providerId: provider } = this;
    const { added, changed, removed, heldBack, calls, seconds } = report;
    const counts = [
      `${added} added`,
      `${changed} changed`,
      `${removed} removed`,
      `${heldBack} held back`,
      ...Object.entries(report.besides)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${count} ${what}`),
      `${calls} calls`,
      `${seconds.toFixed(1)} seconds`,
    ];
    this.logger.info(`Bitbucket workspace ${provider}: ${counts.join(', ')}`);
    const outcome = heldBack > 0 ? 'held_back' : 'succeeded';
    this.#runs.add(1, { provider, outcome });
    const changes = { added, changed, removed, held_back: heldBack };
    for (const [change, count] of Object.entries(changes)) {
      if (count > 0) {
        this.#entities.add(count, { provider, change });
      }
    }
    this.#people.record(report.people, { provider });
    this.#ended(calls, seconds);
  }

  failed(calls: number, seconds: number) {
    const { providerId: provider } = this;
    this.#runs.add(1, { provider, outcome: 'failed' });
    this.#ended(calls, seconds);
  }

  #ended(calls: number, seconds: number) {
    const { providerId: provider } = this;
    this.#calls.add(calls, { provider });
    this.#duration.record(seconds, { provider });
  }
}
