import { type BudgetClock } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type SchedulerServiceTaskRunner } from '@backstage/backend-plugin-api';
import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import createKnex, { type Knex } from 'knex';
import { BitbucketWorkspaceEntityProvider } from '../BitbucketWorkspaceEntityProvider';
import { CatalogIndex } from '../catalog/CatalogIndex';
import { openDatabase } from '../store/database';
import { readProviderConfigs } from '../config/providerConfig';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from '../model/transformers';
import { FakeCatalog } from './FakeCatalog';

/** The OAuth consumer of every provider in the tests. */
export const CONSUMER = {
  id: 'the-catalog',
  secret: 'the-s3cret-of-the-catalog',
};

export const SCOPES = ['account', 'project', 'project:admin'];

/** For tests of names that transformers choose freely. */
export const ANY_NAMES = { dangerouslyAllowNamesFromTransformers: true };

export interface HarnessOptions {
  stub: BitbucketCloudStub;
  /** In addition to workspace, credentials and URLs. */
  config?: JsonObject;
  id?: string;
  catalog?: FakeCatalog;
  knex?: Knex;
  clock?: BudgetClock;
  /** Default: the test starts the runs. */
  taskRunner?: SchedulerServiceTaskRunner;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  /** Refs that the configuration names. */
  configuredRefs?: string[];
}

/** Creates a database with the tables of this module. */
export async function createDatabase(): Promise<Knex> {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await openDatabase({ getClient: async () => knex });
  return knex;
}

/** A provider that reads a real stub, and writes to an in-memory catalog. */
export async function createHarness(options: HarnessOptions) {
  const { stub, id = 'main' } = options;
  const catalog = options.catalog ?? new FakeCatalog();
  const knex = options.knex ?? (await createDatabase());
  const lines: string[] = [];
  const write = (level: string) => (line: string) => {
    lines.push(`${level}: ${line}`);
  };
  const logger = mockServices.logger.mock({
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
  const metrics = metricsServiceMock.mock();
  const [config] = readProviderConfigs(
    new ConfigReader({
      catalog: {
        providers: {
          bitbucketWorkspace: {
            [id]: {
              workspace: 'harbour-bikes',
              clientId: CONSUMER.id,
              clientSecret: CONSUMER.secret,
              baseUrl: stub.url,
              apiBaseUrl: stub.apiUrl,
              requestTimeout: { seconds: 30 },
              ...options.config,
            },
          },
        },
      },
    }),
  );
  const provider = new BitbucketWorkspaceEntityProvider({
    config,
    knex,
    logger,
    metrics,
    catalog: new CatalogIndex(catalog.service, mockServices.auth()),
    taskRunner: options.taskRunner ?? { run: async () => {} },
    clock: options.clock,
    configuredRefs: () => new Set(options.configuredRefs),
    userTransformer: options.userTransformer,
    groupTransformer: options.groupTransformer,
  });
  await provider.connect(catalog);
  return {
    catalog,
    knex,
    lines,
    metrics,
    provider,
    /** Runs the provider, and returns the log line. */
    run: async (signal?: AbortSignal) => {
      await provider.refresh(signal);
      return lines.at(-1) ?? '';
    },
    /** Returns the error of a run. */
    fail: () =>
      provider.refresh().then(
        () => {
          throw new Error('The run did not fail');
        },
        (error: Error) => error,
      ),
  };
}

/** Registers the consumer at the stub again. */
export function registerConsumer(
  stub: BitbucketCloudStub,
  change: { secret?: string; scopes?: string[]; workspace?: string } = {},
) {
  stub.registerClient({
    ...CONSUMER,
    workspace: 'harbour-bikes',
    scopes: SCOPES,
    ...change,
  });
}
