import {
  BitbucketWorkspaceClient,
  type BudgetClock,
  budgetKeyOf,
  createCredentials,
  describeFailure,
  EntityRecords,
  explainFailure,
  IngestionRuns,
  observeBudget,
  PartlyDoneError,
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
import { type Knex } from 'knex';
import { AccountLinks } from './store/AccountLinks';
import { type CatalogIndex } from './catalog/CatalogIndex';
import { ENTITIES_TABLE } from './store/database';
import { GroupSubjects } from './store/GroupSubjects';
import { type BitbucketWorkspaceProviderConfig } from './config/providerConfig';
import { RunReporter } from './run/RunReporter';
import { runCreate } from './run/runCreate';
import { runLink } from './run/runLink';
import { type RunContext } from './context/RunContext';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from './model/transformers';

/** The key under `catalog.providers`. */
export const PROVIDER = 'bitbucketWorkspace';

/** Returns the ID of a provider's task in the scheduler. */
export function taskIdOf({ id }: { id: string }): string {
  return `${nameOf(id)}:refresh`;
}

function nameOf(id: string): string {
  return `BitbucketWorkspaceEntityProvider:${id}`;
}

/** The dependencies of a {@link BitbucketWorkspaceEntityProvider}. */
export interface BitbucketWorkspaceEntityProviderOptions {
  config: BitbucketWorkspaceProviderConfig;
  /** Runs the task on one instance at a time. */
  taskRunner: SchedulerServiceTaskRunner;
  /** A client of the database with the tables of this module. */
  knex: Knex;
  catalog: CatalogIndex;
  logger: LoggerService;
  metrics: MetricsService;
  /** Returns the refs that the configuration currently names. */
  configuredRefs: () => ReadonlySet<string>;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  clock?: BudgetClock;
}

/**
 * Imports the members and Groups of a Bitbucket Cloud workspace into the catalog, or adds the
 * annotations of their accounts to Users of other sources.
 *
 * A run reads all data before it changes anything, and only sends differences to the catalog.
 */
export class BitbucketWorkspaceEntityProvider implements EntityProvider {
  readonly #options: BitbucketWorkspaceEntityProviderOptions;
  readonly #reporter: RunReporter;
  readonly #runs: IngestionRuns;
  readonly #links: AccountLinks;
  readonly #records: EntityRecords;
  readonly #subjects: GroupSubjects;
  /** Reused across runs, because they contain the token. */
  readonly #credentials;
  #connection?: EntityProviderConnection;

  constructor(options: BitbucketWorkspaceEntityProviderOptions) {
    const { config, knex, logger, metrics } = options;
    this.#options = options;
    this.#reporter = new RunReporter(config.id, logger, metrics);
    this.#runs = new IngestionRuns({
      id: config.id,
      knex,
      logger,
      provider: PROVIDER,
    });
    this.#links = new AccountLinks(knex);
    this.#records = new EntityRecords({
      knex,
      table: ENTITIES_TABLE,
      providerId: config.id,
    });
    this.#subjects = new GroupSubjects(knex, config.id);
    this.#credentials = createCredentials(config.credentials, config);
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return nameOf(this.#options.config.id);
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    this.#observeBudget();
    await this.#options.taskRunner.run({
      id: taskIdOf(this.#options.config),
      fn: signal => this.refresh(signal),
    });
  }

  /**
   * Reads the workspace, and sends the differences to the catalog.
   *
   * @param signal - stops the run; the catalog then remains unchanged
   * @throws Error with what failed, how to fix it, and whether the catalog has changed
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected`);
    }
    const { config, logger } = this.#options;
    const label = `Bitbucket workspace ${config.id}`;
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    const budget = this.#createBudget(label);
    const run = await this.#runs.begin();
    try {
      const context = {
        ...this.#createContext(budget, this.#connection, signal),
        problems: run.problems,
      };
      const outcome = await (config.people === 'link'
        ? runLink(context)
        : runCreate(context));
      const { calls } = budget;
      const counts = this.#reporter.succeeded({
        ...outcome,
        calls,
        seconds: seconds(),
      });
      await run.succeeded(counts, calls);
    } catch (error) {
      if (signal?.aborted) {
        await run.stopped();
        logger.info(
          `${label}: the run was stopped. The next run continues from the current state of the catalog`,
        );
        return;
      }
      this.#reporter.failed(budget.calls, seconds());
      await run.failed(describeFailure(error), budget.calls);
      const remedy = explainFailure(error);
      const untouched =
        error instanceof PartlyDoneError
          ? ''
          : ', and nothing in the catalog has changed';
      const failure = new ForwardedError(
        `${label}: the run failed${untouched} (${config.key})${
          remedy ? `. ${remedy}` : ''
        }`,
        error,
      );
      // The scheduler logs the error as an object. A JSON log only contains its name.
      logger.error(failure.message);
      throw failure;
    }
  }

  #observeBudget() {
    const { config, knex, metrics } = this.#options;
    const { callsPerHour, share } = config.rateLimit;
    observeBudget(metrics, {
      name: 'bitbucket_workspace.budget.used',
      provider: config.id,
      budget: {
        knex,
        key: budgetKeyOf(config.credentials),
        limit: Math.max(1, Math.floor(callsPerHour * share)),
      },
    });
  }

  #createBudget(label: string): RateBudget {
    const { config, knex, logger, clock } = this.#options;
    const { callsPerHour, share } = config.rateLimit;
    return new RateBudget({
      knex,
      key: budgetKeyOf(config.credentials),
      limit: Math.max(1, Math.floor(callsPerHour * share)),
      label,
      logger,
      clock,
    });
  }

  #createContext(
    budget: RateBudget,
    connection: EntityProviderConnection,
    signal?: AbortSignal,
  ): RunContext {
    const { config } = this.#options;
    return {
      ...this.#options,
      connection,
      signal,
      links: this.#links,
      records: this.#records,
      subjects: this.#subjects,
      client: new BitbucketWorkspaceClient({
        workspace: config.workspace,
        credentials: this.#credentials,
        apiBaseUrl: config.apiBaseUrl,
        timeoutMs: config.timeoutMs,
        pace: budget,
      }),
    };
  }
}
