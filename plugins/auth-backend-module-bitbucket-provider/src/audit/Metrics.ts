import { type MetricsService } from '@backstage/backend-plugin-api/alpha';

/** Counters of the sign-in, in Backstage's metrics service. Names start with `bitbucket_auth`. */
export class Metrics {
  readonly #calls;
  readonly #checks;
  readonly #ended;
  readonly #refreshes;
  readonly #refreshDuration;
  readonly #signIns;

  constructor(private readonly service?: MetricsService) {
    const counter = (name: string, description: string) =>
      service?.createCounter(`bitbucket_auth.${name}`, { description });
    this.#calls = counter('requests', 'Requests to Bitbucket');
    this.#checks = counter('checks', 'Checks of sessions at Bitbucket');
    this.#ended = counter('sessions.ended', 'Sessions that ended');
    this.#refreshes = counter(
      'refreshes',
      'Refreshes, by where the response came from',
    );
    this.#refreshDuration = service?.createHistogram(
      'bitbucket_auth.refresh.duration',
      {
        description: 'Duration of refreshes that succeeded',
        unit: 's',
        advice: {
          explicitBucketBoundaries: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
        },
      },
    );
    this.#signIns = counter('sign_ins', 'Sign-ins');
  }

  signIn(environment: string, outcome: 'succeeded' | 'refused' | 'failed') {
    this.#signIns?.add(1, { environment, outcome });
  }

  refresh(
    environment: string,
    source: 'session' | 'check' | 'outage' | 'refused' | 'unavailable',
  ) {
    this.#refreshes?.add(1, { environment, source });
  }

  /** The duration of a refresh that succeeded. */
  refreshed(environment: string, seconds: number) {
    this.#refreshDuration?.record(seconds, { environment });
  }

  check(environment: string, outcome: string) {
    this.#checks?.add(1, { environment, outcome });
  }

  ended(environment: string, reason: string) {
    this.#ended?.add(1, { environment, reason });
  }

  request(environment: string) {
    this.#calls?.add(1, { environment });
  }

  /** Reports the used share of an OAuth consumer's hour, 0 to 1. */
  observeBudget(environment: string, read: () => number) {
    this.service
      ?.createObservableGauge('bitbucket_auth.budget.used', {
        description: "Used share of the hour's requests to Bitbucket",
      })
      .addCallback(result => result.observe(read(), { environment }));
  }

  /** Reports whether requests to a host of Bitbucket are stopped, because its last responses failed. */
  observeBreaker(
    environment: string,
    host: 'oauth' | 'api',
    isOpen: () => boolean,
  ) {
    this.service
      ?.createObservableGauge('bitbucket_auth.breaker.open', {
        description: 'Whether the circuit breaker is open: 1 or 0',
      })
      .addCallback(result =>
        result.observe(isOpen() ? 1 : 0, { environment, host }),
      );
  }
}
