import {
  type MetricsService,
  type MetricsServiceCounter,
  type MetricsServiceGauge,
  type MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';

/**
 * What a run changed, for {@link IngestionMetrics}.
 *
 * @public
 */
export interface IngestionChanges {
  /** Number of new entities. */
  added: number;
  /** Number of entities that differ from those before. */
  changed: number;
  /** Number of removed entities. */
  removed: number;
  /** What the shrink guard did not remove. */
  heldBack: number;
}

/**
 * The metrics that all ingestion modules have: `<prefix>.runs`, `.entities`, `.calls`, `.duration`
 * and `.last_success`.
 *
 * @public
 */
export class IngestionMetrics {
  readonly #provider: string;
  readonly #runs: MetricsServiceCounter;
  readonly #entities: MetricsServiceCounter;
  readonly #calls: MetricsServiceCounter;
  readonly #duration: MetricsServiceHistogram;
  readonly #lastSuccess: MetricsServiceGauge;

  /** @param options - `provider`: the name of the provider, an attribute of all metrics */
  constructor(
    metrics: MetricsService,
    { prefix, provider }: { prefix: string; provider: string },
  ) {
    this.#provider = provider;
    this.#runs = metrics.createCounter(`${prefix}.runs`, {
      description: 'Runs, by outcome: succeeded, held_back or failed',
    });
    this.#entities = metrics.createCounter(`${prefix}.entities`, {
      description: 'Entities, by change: added, changed, removed or held_back',
    });
    this.#calls = metrics.createCounter(`${prefix}.calls`, {
      description: 'Calls to Bitbucket',
    });
    this.#duration = metrics.createHistogram(`${prefix}.duration`, {
      description: 'Duration of runs',
      unit: 'seconds',
      advice: { explicitBucketBoundaries: [10, 60, 600, 3600] },
    });
    this.#lastSuccess = metrics.createGauge(`${prefix}.last_success`, {
      description:
        'When the last run of this instance succeeded, in seconds since 1970',
    });
  }

  /** Counts a run that ended, with its calls to Bitbucket and its duration in seconds. */
  succeeded(changes: IngestionChanges, calls: number, seconds: number): void {
    const { added, changed, removed, heldBack } = changes;
    const provider = this.#provider;
    const outcome = heldBack > 0 ? 'held_back' : 'succeeded';
    this.#runs.add(1, { provider, outcome });
    if (outcome === 'succeeded') {
      this.#lastSuccess.record(Math.floor(Date.now() / 1000), { provider });
    }
    const counts = { added, changed, removed, held_back: heldBack };
    for (const [change, count] of Object.entries(counts)) {
      if (count > 0) {
        this.#entities.add(count, { provider, change });
      }
    }
    this.#ended(calls, seconds);
  }

  /** Counts a run that failed, with its calls to Bitbucket and its duration in seconds. */
  failed(calls: number, seconds: number): void {
    this.#runs.add(1, { provider: this.#provider, outcome: 'failed' });
    this.#ended(calls, seconds);
  }

  #ended(calls: number, seconds: number) {
    const provider = this.#provider;
    this.#calls.add(calls, { provider });
    this.#duration.record(seconds, { provider });
  }
}
