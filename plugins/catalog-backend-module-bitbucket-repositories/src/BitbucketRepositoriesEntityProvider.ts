import {
  type BitbucketCredentials,
  type BitbucketPace,
  BitbucketRepositoriesClient,
  type BitbucketRepository,
  type BudgetClock,
  budgetKeyOf,
  createCredentials,
  describeFailure,
  EntityRecords,
  explainFailure,
  IngestionRuns,
  observeBudget,
  RateBudget,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type LoggerService,
  type SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { type MetricsService } from '@backstage/backend-plugin-api/alpha';
import { ForwardedError } from '@backstage/errors';
import {
  type EntityProvider,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { type EventsService } from '@backstage/plugin-events-node';
import { type Knex } from 'knex';
import { createRepositoryFilter } from './config/filters';
import { locationKeyOf } from './config/locationKey';
import { type BitbucketRepositoriesProviderConfig } from './config/providerConfig';
import { handleWebhookEvent } from './events/handleWebhookEvent';
import { Turns } from './model/Turns';
import {
  readWebhookEvent,
  TOPICS,
  type WebhookEvent,
} from './events/readWebhookEvent';
import { type BitbucketComponentTransformer } from './model/transformers';
import { FailureStreak } from './model/FailureStreak';
import { type RunContext } from './run/RunContext';
import { RunReporter } from './run/RunReporter';
import { runWorkspace } from './run/runWorkspace';
import { updateOneRepository } from './run/updateOneRepository';
import { CatalogEntities } from './store/CatalogEntities';
import { CatalogFiles } from './store/CatalogFiles';
import { CatalogLocations } from './store/CatalogLocations';
import { CatalogProblems } from './store/CatalogProblems';
import { countInvalid } from './store/listProblems';
import { ENTITIES_TABLE } from './store/database';
import { SeenRepositories } from './store/SeenRepositories';

/** The key under `catalog.providers`. */
export const PROVIDER = 'bitbucketRepositories';

/** Returns the ID of a provider's task in the scheduler. */
export function taskIdOf({ id }: { id: string }): string {
  return `${nameOf(id)}:refresh`;
}

function nameOf(id: string): string {
  return `BitbucketRepositoriesEntityProvider:${id}`;
}

/** The dependencies of a {@link BitbucketRepositoriesEntityProvider}. */
export interface BitbucketRepositoriesEntityProviderOptions {
  config: BitbucketRepositoriesProviderConfig;
  /** Runs the task on one instance at a time. */
  taskRunner: SchedulerServiceTaskRunner;
  /** A client of the database with the tables of this module. */
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  /** Publishes the events of webhooks. */
  events: EventsService;
  /** Called after each complete run that found files, and removed those that no longer exist. */
  onComplete?(): Promise<void>;
  componentTransformer?: BitbucketComponentTransformer;
  clock?: BudgetClock;
  /** Of all configured providers. Default: this one. */
  providerIds?: readonly string[];
}

/**
 * Adds a Location for each catalog file in the repositories of a Bitbucket Cloud workspace.
 *
 * A run lists all repositories, and reads the files of those that changed. Webhooks update single repositories in between.
 */
export class BitbucketRepositoriesEntityProvider implements EntityProvider {
  readonly #options: BitbucketRepositoriesEntityProviderOptions;
  readonly #reporter: RunReporter;
  readonly #runs: IngestionRuns;
  readonly #files: CatalogFiles;
  readonly #seen: SeenRepositories;
  readonly #records: EntityRecords;
  /** Reused across runs, because they contain the token. */
  readonly #credentials: BitbucketCredentials;
  /** Events of one repository take place one after the other. */
  readonly #turns = new Turns();
  #connection?: EntityProviderConnection;

  constructor(options: BitbucketRepositoriesEntityProviderOptions) {
    const { config, knex, logger, metrics, providerIds } = options;
    this.#options = options;
    this.#reporter = new RunReporter(config.id, logger, metrics);
    this.#runs = new IngestionRuns({
      id: config.id,
      knex,
      logger,
      provider: PROVIDER,
    });
    this.#files = new CatalogFiles(knex, config.id, providerIds);
    this.#seen = new SeenRepositories(knex, config.id, providerIds);
    this.#records = new EntityRecords({
      knex,
      table: ENTITIES_TABLE,
      providerId: config.id,
    });
    this.#credentials = createCredentials(config.credentials, config);
  }

  get config(): BitbucketRepositoriesProviderConfig {
    return this.#options.config;
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return nameOf(this.#options.config.id);
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const { config, events, taskRunner } = this.#options;
    this.#connection = connection;
    this.#observeBudget();
    await events.subscribe({
      id: this.getProviderName(),
      topics: TOPICS,
      onEvent: async params => {
        const event = readWebhookEvent(params);
        if (event) {
          await this.#turns.run(event.repository.uuid, () =>
            this.#handle(event),
          );
        }
      },
    });
    await taskRunner.run({
      id: taskIdOf(config),
      fn: signal => this.refresh(signal),
    });
  }

  /**
   * Lists the repositories, reads those that changed, and sends the differences to the catalog.
   *
   * @param signal - stops the run; the next run continues
   * @throws Error with what failed, and how to fix it. Nothing was removed from the catalog.
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    const { config, logger } = this.#options;
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    const budget = this.#createBudget(config.rateLimit.share);
    const run = await this.#runs.begin();
    try {
      const report = await runWorkspace({
        ...this.#createContext(budget, signal),
        problems: run.problems,
      });
      const { found, heldBack, invalid, withoutFile } = report;
      // Without a file, the configuration is probably wrong.
      if (heldBack === 0 && found > withoutFile + invalid) {
        await this.#options.onComplete?.();
      }
      const { calls } = budget;
      const counts = this.#reporter.succeeded(report, calls, seconds());
      await run.succeeded(counts, calls);
    } catch (error) {
      if (signal?.aborted) {
        await run.stopped();
        logger.info(
          `${
            this.#label
          }: the run was stopped. The next run continues from the current state of the catalog`,
        );
        return;
      }
      this.#reporter.failed(budget.calls, seconds());
      await run.failed(describeFailure(error), budget.calls);
      throw this.#explain('the run failed, and removed nothing', error);
    }
  }

  /**
   * Reads one repository before the next run, and sends the differences to the catalog.
   *
   * @param asked - the repository, and when Bitbucket was asked for it, in milliseconds since 1970
   * @throws BitbucketCloudError if Bitbucket fails
   */
  async readNow(
    {
      askedAt,
      repository,
    }: { askedAt: number; repository: BitbucketRepository },
    pace: BitbucketPace,
  ): Promise<void> {
    await this.#turns.run(repository.uuid, () =>
      updateOneRepository(this.#createContext(pace), repository, askedAt),
    );
  }

  async #handle(event: WebhookEvent): Promise<void> {
    // Events can use the whole limit, so that they do not wait for a run that has used up its share.
    const context = this.#createContext(this.#createBudget(1));
    try {
      await handleWebhookEvent(context, event);
    } catch (error) {
      throw this.#explain(
        `the event of the repository ${event.repository.full_name} failed, and the next run reads it again`,
        error,
      );
    }
  }

  /** Logs a failure: the caller logs the error as an object, of which a JSON log only contains the name. */
  #explain(what: string, error: unknown): Error {
    const remedy = explainFailure(error);
    const failure = new ForwardedError(
      `${this.#label}: ${what} (${this.#options.config.key})${
        remedy ? `. ${remedy}` : ''
      }`,
      error,
    );
    this.#options.logger.error(failure.message);
    return failure;
  }

  get #label(): string {
    return `Bitbucket repositories ${this.#options.config.id}`;
  }

  #observeBudget() {
    const { config, knex, metrics } = this.#options;
    const { callsPerHour, share } = config.rateLimit;
    observeBudget(metrics, {
      name: 'bitbucket_repositories.budget.used',
      provider: config.id,
      budget: {
        knex,
        key: budgetKeyOf(config.credentials),
        limit: Math.max(1, Math.floor(callsPerHour * share)),
      },
    });
  }

  #createBudget(share: number): RateBudget {
    const { config, knex, logger, clock } = this.#options;
    return new RateBudget({
      knex,
      key: budgetKeyOf(config.credentials),
      limit: Math.max(1, Math.floor(config.rateLimit.callsPerHour * share)),
      label: this.#label,
      logger,
      clock,
    });
  }

  #createContext(pace: BitbucketPace, signal?: AbortSignal): RunContext {
    const { componentTransformer, config, knex, logger } = this.#options;
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected`);
    }
    return {
      componentTransformer,
      config,
      logger,
      signal,
      catalog: new CatalogEntities(knex),
      connection: this.#connection,
      countInvalid: () => countInvalid(new CatalogProblems(knex), config.id),
      files: this.#files,
      locations: new CatalogLocations(knex),
      records: this.#records,
      seen: this.#seen,
      isWanted: createRepositoryFilter(config.filters),
      locationKey: locationKeyOf(config),
      streak: new FailureStreak(),
      client: new BitbucketRepositoriesClient({
        workspace: config.workspace,
        credentials: this.#credentials,
        apiBaseUrl: config.apiBaseUrl,
        timeoutMs: config.timeoutMs,
        pace,
      }),
    };
  }
}
