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
  readonly #repositories: MetricsServiceGauge;
  readonly #duration: MetricsServiceHistogram;

  constructor(
    private readonly providerId: string,
    private readonly logger: LoggerService,
    metrics: MetricsService,
  ) {
    this.#runs = metrics.createCounter('bitbucket_repositories.runs', {
      description: 'Runs, by outcome: succeeded, held_back or failed',
    });
    this.#entities = metrics.createCounter('bitbucket_repositories.entities', {
      description: 'Locations, by change: added, changed, removed or held_back',
    });
    this.#calls = metrics.createCounter('bitbucket_repositories.calls', {
      description: 'Calls to Bitbucket',
    });
    this.#repositories = metrics.createGauge(
      'bitbucket_repositories.repositories',
      {
        description:
          'Repositories in the last run, by state: found, without_file or invalid',
      },
    );
    this.#duration = metrics.createHistogram(
      'bitbucket_repositories.duration',
      { description: 'Duration of runs', unit: 'seconds' },
    );
  }

  succeeded(report: RunReport, calls: number, seconds: number) {
    const { providerId: provider } = this;
    const { found, read, unchanged, withoutFile, invalid } = report;
    const { added, changed, removed, heldBack } = report;
    const counts = [
      `${found} found`,
      `${read} read`,
      `${unchanged} unchanged`,
      `${withoutFile} without a file`,
      `${invalid} invalid`,
      `${added} added`,
      `${changed} changed`,
      `${removed} removed`,
      `${heldBack} held back`,
      `${calls} calls`,
      `${seconds.toFixed(1)} seconds`,
    ];
    this.logger.info(
      `Bitbucket repositories ${provider}: ${counts.join(', ')}`,
    );
    const outcome = heldBack > 0 ? 'held_back' : 'succeeded';
    this.#runs.add(1, { provider, outcome });
    const changes = { added, changed, removed, held_back: heldBack };
    for (const [change, count] of Object.entries(changes)) {
      if (count > 0) {
        this.#entities.add(count, { provider, change });
      }
    }
    const states = { found, without_file: withoutFile, invalid };
    for (const [state, count] of Object.entries(states)) {
      this.#repositories.record(count, { provider, state });
    }
    this.#ended(calls, seconds);
  }

  failed(calls: number, seconds: number) {
    this.#runs.add(1, { provider: this.providerId, outcome: 'failed' });
    this.#ended(calls, seconds);
  }

  #ended(calls: number, seconds: number) {
    const { providerId: provider } = this;
    this.#calls.add(calls, { provider });
    this.#duration.record(seconds, { provider });
  }
}
